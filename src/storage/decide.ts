import { FhirError, refuse } from '#fhir/operation-outcome.ts';
import type { Condition, Transaction, Write } from './resource-store.ts';

/** Finds at most `limit` ids that match, by what is stored before the transaction writes. */
export type FindMatches = (condition: Condition, limit: number) => string[];

/** What the conditions of a transaction came to. */
export interface Decisions {
  /** Assigned id -> the id of the resource that was found in its stead. */
  replaced: Map<string, string>;
  /** Writes that need no writing, since their condition found a resource: index of the write -> its id. */
  matched: Map<number, string>;
  /** Conditional deletes: index of the write -> the id found, if any. */
  deletes: Map<number, string | undefined>;
}

/**
 * Decides the conditions of a transaction (http.html#ccreate, #cond-update, #3.1.0.7.1, #transaction).
 * Throws 412 where a condition finds more than one resource, or a reference none.
 */
export function decide(transaction: Transaction, find: FindMatches): Decisions {
  const decisions: Decisions = { replaced: new Map(), matched: new Map(), deletes: new Map() };
  // The same condition twice in one transaction means the same resource, also when the first creates it.
  const creates = new Map<string, string>();
  transaction.writes.forEach((write, i) => {
    if (write.kind === 'create' && write.unless) decideCreate(write, i, find, decisions, creates);
    if (write.kind === 'update' && write.where) decideUpdate(write, find, decisions);
    if (write.kind === 'delete-where') decisions.deletes.set(i, onlyMatch(write.where, find, write.place));
  });
  for (const { id, condition, place } of transaction.references) {
    const created = creates.get(conditionKey(condition));
    const found =
      created === undefined
        ? onlyMatch(condition, find, place)
        : (decisions.replaced.get(created) ?? created);
    if (found === undefined) {
      throw refuse(
        412,
        'not-found',
        `the reference ${condition.type}?${condition.query} finds no resource; exactly one was expected`,
        {
          expression: place,
          source: 'http.html#transaction',
        },
      );
    }
    decisions.replaced.set(id, found);
  }
  refuseSameIdentity(transaction, decisions);
  return decisions;
}

/** The same for conditions that ask the same. */
export const conditionKey = (condition: Condition): string => `${condition.type}?${condition.query}`;

/** The conditions that `decide` will ask for, each once: for a store that has to find their matches beforehand. */
export function conditionsOf({ writes, references }: Transaction): Condition[] {
  const ofWrites = writes.flatMap((write) => {
    if (write.kind === 'create') return write.unless ?? [];
    return write.kind === 'delete' ? [] : (write.where ?? []);
  });
  const all = [...ofWrites, ...references.map(({ condition }) => condition)];
  return [...new Map(all.map((condition) => [conditionKey(condition), condition])).values()];
}

function decideCreate(
  write: Extract<Write, { kind: 'create' }>,
  i: number,
  find: FindMatches,
  { replaced, matched }: Decisions,
  creates: Map<string, string>,
): void {
  const condition = write.unless as Condition;
  const sameCondition = creates.get(conditionKey(condition));
  const found = sameCondition ?? onlyMatch(condition, find, write.place);
  if (found === undefined) {
    creates.set(conditionKey(condition), write.draft.id);
    return;
  }
  matched.set(i, found);
  replaced.set(write.draft.id, found);
}

function decideUpdate(
  write: Extract<Write, { kind: 'update' }>,
  find: FindMatches,
  { replaced }: Decisions,
): void {
  const found = onlyMatch(write.where as Condition, find, write.place);
  if (found === undefined || found === write.draft.id) return;
  if (write.idGiven) {
    throw refuse(
      400,
      'value',
      `the id in the body is '${write.draft.id}', but the condition finds '${found}'`,
      {
        expression: write.place ? `${write.place}.resource.id` : `${write.draft.type}.id`,
        source: 'http.html#cond-update',
      },
    );
  }
  replaced.set(write.draft.id, found);
}

function onlyMatch(condition: Condition, find: FindMatches, place: string): string | undefined {
  const found = find(condition, 2);
  if (found.length < 2) return found[0];
  throw new FhirError(412, {
    severity: 'error',
    code: 'multiple-matches',
    diagnostics: `the condition ${condition.type}?${condition.query} finds more than one resource; at most one was expected`,
    ...(place ? { expression: place } : {}),
    source: 'http.html#ccreate',
  });
}

/** "If any resource identities (including resolved identities from conditional update/delete) overlap, the transaction SHALL fail." */
function refuseSameIdentity({ writes }: Transaction, { replaced, matched, deletes }: Decisions): void {
  const seen = new Set<string>();
  writes.forEach((write, i) => {
    if (matched.has(i)) return;
    const identity = identityOf(write, i, replaced, deletes);
    if (identity === undefined) return;
    if (seen.has(identity)) {
      throw refuse(400, 'duplicate', `${identity} is written by more than one entry of the transaction`, {
        expression: write.place,
        source: 'http.html#transaction',
      });
    }
    seen.add(identity);
  });
}

function identityOf(
  write: Write,
  i: number,
  replaced: Map<string, string>,
  deletes: Decisions['deletes'],
): string | undefined {
  if (write.kind === 'delete') return `${write.type}/${write.id}`;
  if (write.kind === 'delete-where') {
    const id = deletes.get(i);
    return id === undefined ? undefined : `${write.where.type}/${id}`;
  }
  return `${write.draft.type}/${replaced.get(write.draft.id) ?? write.draft.id}`;
}
