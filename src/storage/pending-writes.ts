import { matches } from '#search/matches.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import { conditionKey } from './condition-key.ts';
import type { Condition, Draft } from './resource-store.ts';

/** The writes of one type that a transaction has decided on and not carried out yet. */
export class PendingWrites {
  readonly #drafts = new Map<string, Draft>();
  /** Ids by the codes they are found under, since thousands of conditions may ask about thousands of writes. */
  readonly #byCode = new Map<string, Set<string>>();
  /** The id that a conditional create gave, by its condition. */
  readonly #byCondition = new Map<string, string>();

  add(draft: Draft, id: string, unless: Condition | undefined): void {
    this.#drafts.set(id, draft);
    if (unless) this.#byCondition.set(conditionKey(unless), id);
    for (const value of draft.index) {
      if (value.kind !== 'token' || value.code === null) continue;
      const key = codeKey(value.parameter, value.code);
      const ids = this.#byCode.get(key);
      if (ids) ids.add(id);
      else this.#byCode.set(key, new Set([id]));
    }
  }

  has(id: string): boolean {
    return this.#drafts.has(id);
  }

  /** The ids of the writes that meet a condition; a create under the same condition is one, whatever it holds. */
  matching(condition: Condition): string[] {
    const found = new Set<string>();
    for (const id of this.#candidates(condition.where)) {
      const draft = this.#drafts.get(id);
      if (draft && matches(condition.where, { id, index: draft.index })) found.add(id);
    }
    const same = this.#byCondition.get(conditionKey(condition));
    if (same !== undefined) found.add(same);
    return [...found];
  }

  #candidates(where: SearchExpression): Iterable<string> {
    const criteria = where.op === 'all' ? where.of : [where];
    for (const criterion of criteria) {
      if (criterion.op === 'id') return criterion.ids;
      if (criterion.op !== 'token' || criterion.code === undefined) continue;
      return this.#byCode.get(codeKey(criterion.parameter, criterion.code)) ?? [];
    }
    return this.#drafts.keys();
  }
}

const codeKey = (parameter: string, code: string): string => `${parameter}|${code}`;
