import { refuse } from '#fhir/operation-outcome.ts';
import { conditionKey } from './condition-key.ts';
import { PendingWrites } from './pending-writes.ts';
import type { Condition, Draft, ReferenceByCondition, Transaction, Write } from './resource-store.ts';
import { staleDraft } from './stale.ts';

/** Finds at most `limit` ids that match, by what is stored before the transaction writes. */
export type FindMatches = (condition: Condition, limit: number) => string[];

/** What the conditions of a transaction came to. */
export interface Decisions {
  /** Assigned id -> the id of the resource that was found in its stead. */
  replaced: Map<string, string>;
  /** Writes that need no writing, since their condition found a resource: index of the write -> its id. */
  matched: Map<number, string>;
  /** Conditional deletes: index of the write -> the ids found. */
  deletes: Map<number, string[]>;
}

/**
 * Decides the conditions of a transaction in the order of http.html#trules: of its deletes, creates, updates,
 * and last the references by search. Each sees what is stored and what the phases before it do.
 * Throws 412 where a condition finds more than one resource, or a reference none.
 */
export function decide(transaction: Transaction, find: FindMatches): Decisions {
  return new Deciding(transaction, find).decisions();
}

/** How many matches a store must be asked for: one more than may be found, and the deleted ones do not count. */
export function matchLimit({ writes }: Transaction): number {
  let limit = 2;
  for (const write of writes) {
    if (write.kind === 'delete') limit++;
    if (write.kind === 'delete-where') limit += write.most ?? 1;
  }
  return limit;
}

/** The conditions that `decide` will ask for, each once: for a store that has to find their matches beforehand. */
export function conditionsOf({ writes, references }: Transaction): Condition[] {
  const ofWrites = writes.flatMap((write) => {
    if (write.kind === 'create') return write.unless ?? [];
    if (write.kind === 'restore' || write.kind === 'reindex') return [];
    return write.kind === 'delete' ? [] : (write.where ?? []);
  });
  const all = [...ofWrites, ...references.map(({ condition }) => condition)];
  return [...new Map(all.map((condition) => [conditionKey(condition), condition])).values()];
}

/** The deciding of one transaction: the stored resources as its own writes leave them. */
class Deciding {
  readonly #transaction: Transaction;
  readonly #find: FindMatches;
  readonly #limit: number;
  readonly #decisions: Decisions = { replaced: new Map(), matched: new Map(), deletes: new Map() };
  /** `Type/id` of what the transaction deletes. */
  readonly #gone = new Set<string>();
  /** What the transaction writes, by type. */
  readonly #pending = new Map<string, PendingWrites>();

  constructor(transaction: Transaction, find: FindMatches) {
    this.#transaction = transaction;
    this.#find = find;
    this.#limit = matchLimit(transaction);
  }

  decisions(): Decisions {
    const { writes, references } = this.#transaction;
    for (const [i, write] of writes.entries()) this.#decideDelete(write, i);
    for (const [i, write] of writes.entries()) this.#decideCreate(write, i);
    for (const write of writes) this.#decideUpdate(write);
    for (const reference of references) this.#decideReference(reference);
    refuseSameIdentity(this.#transaction, this.#decisions);
    return this.#decisions;
  }

  #decideDelete(write: Write, i: number): void {
    if (write.kind === 'delete') this.#gone.add(`${write.type}/${write.id}`);
    if (write.kind !== 'delete-where') return;
    const { where, place, ifMatch, most = 1 } = write;
    const found = this.#matches(where);
    if (found.length > (ifMatch === undefined ? most : 1)) throw tooManyMatches(where, place, found, most);
    for (const id of found) {
      const identity = `${where.type}/${id}`;
      if (this.#gone.has(identity)) throw overlap(identity, place);
      this.#gone.add(identity);
    }
    this.#decisions.deletes.set(i, found);
  }

  #decideCreate(write: Write, i: number): void {
    if (write.kind !== 'create') return;
    const found = write.unless && this.#onlyMatch(write.unless, write.place);
    if (found === undefined) {
      this.#write(write.draft, write.draft.id, write.unless);
      return;
    }
    this.#decisions.matched.set(i, found);
    this.#decisions.replaced.set(write.draft.id, found);
  }

  #decideUpdate(write: Write): void {
    if (write.kind !== 'update') return;
    const found = write.where && this.#onlyMatch(write.where, write.place);
    if (write.where && write.basedOn !== undefined && found !== write.draft.id)
      throw staleDraft(write.draft.type, write.draft.id, write.place);
    if (found !== undefined && found !== write.draft.id) {
      if (write.idGiven) throw otherId(write, found);
      this.#decisions.replaced.set(write.draft.id, found);
    }
    this.#write(write.draft, found ?? write.draft.id);
  }

  #decideReference({ id, condition, place }: ReferenceByCondition): void {
    const found = this.#onlyMatch(condition, place, { deleted: 'gone' });
    if (found === undefined) throw noMatch(condition, place);
    this.#decisions.replaced.set(id, found);
  }

  #write(draft: Draft, id: string, unless?: Condition): void {
    let pending = this.#pending.get(draft.type);
    if (!pending) {
      pending = new PendingWrites();
      this.#pending.set(draft.type, pending);
    }
    pending.add(draft, id, unless);
  }

  /**
   * The one match of a condition among what is stored and what was written so far. A resource that this
   * transaction deletes is gone for a reference; for a write it is an identity that overlaps.
   */
  #onlyMatch(
    condition: Condition,
    place: string,
    { deleted }: { deleted: 'gone' | 'overlaps' } = { deleted: 'overlaps' },
  ): string | undefined {
    const isGone = (id: string) => this.#gone.has(`${condition.type}/${id}`);
    const all = this.#matches(condition);
    const found = deleted === 'gone' ? all.filter((id) => !isGone(id)) : all;
    if (found.length > 1) throw severalMatches(condition, place);
    const [id] = found;
    if (id !== undefined && isGone(id)) throw overlap(`${condition.type}/${id}`, place);
    return id;
  }

  /** What a condition finds among what is stored and what was written so far; one more than may be, if more. */
  #matches(condition: Condition): string[] {
    const pending = this.#pending.get(condition.type);
    const stored = this.#find(condition, this.#limit).filter((id) => !pending?.has(id));
    return [...stored, ...(pending?.matching(condition) ?? [])];
  }
}

/** The refusal of a reference by search that finds nothing. */
export function noMatch({ type, query }: Condition, place: string): Error {
  const diagnostics = `the reference ${type}?${query} finds no resource; exactly one was expected`;
  return refuse(412, 'not-found', diagnostics, { expression: place, source: 'http.html#transaction' });
}

/** The refusal of a condition that finds more than one resource. */
export function severalMatches({ type, query }: Condition, place: string): Error {
  const diagnostics = `the condition ${type}?${query} finds more than one resource; at most one was expected`;
  return refuse(412, 'multiple-matches', diagnostics, {
    ...(place ? { expression: place } : {}),
    source: 'http.html#ccreate',
  });
}

/** The refusal of a conditional delete: either all matches are deleted, or it is an error (http.html#3.1.0.7.1). */
function tooManyMatches(condition: Condition, place: string, found: string[], most: number): Error {
  if (most === 1 || found.length <= most) return severalMatches(condition, place);
  const { type, query } = condition;
  const diagnostics = `the condition ${type}?${query} finds more than ${most} resources, which are not deleted at once`;
  return refuse(412, 'too-costly', diagnostics, {
    ...(place ? { expression: place } : {}),
    source: 'http.html#3.1.0.7.1',
  });
}

function overlap(identity: string, place: string): Error {
  return refuse(400, 'duplicate', `${identity} is written by more than one entry of the transaction`, {
    expression: place,
    source: 'http.html#transaction',
  });
}

function otherId({ draft, place }: Extract<Write, { kind: 'update' }>, found: string): Error {
  return refuse(400, 'value', `the id in the body is '${draft.id}', but the condition finds '${found}'`, {
    expression: place ? `${place}.resource.id` : `${draft.type}.id`,
    source: 'http.html#cond-update',
  });
}

/** "If any resource identities (including resolved identities from conditional update/delete) overlap, the transaction SHALL fail." */
function refuseSameIdentity({ writes }: Transaction, { replaced, matched, deletes }: Decisions): void {
  const seen = new Set<string>();
  writes.forEach((write, i) => {
    if (matched.has(i)) return;
    for (const identity of identitiesOf(write, i, replaced, deletes)) {
      if (seen.has(identity)) throw overlap(identity, write.place);
      seen.add(identity);
    }
  });
}

function identitiesOf(
  write: Write,
  i: number,
  replaced: Map<string, string>,
  deletes: Decisions['deletes'],
): string[] {
  if (write.kind === 'delete' || write.kind === 'reindex') return [`${write.type}/${write.id}`];
  if (write.kind === 'delete-where') return (deletes.get(i) ?? []).map((id) => `${write.where.type}/${id}`);
  if (write.kind === 'restore') return [`${write.version.type}/${write.version.id}`];
  return [`${write.draft.type}/${replaced.get(write.draft.id) ?? write.draft.id}`];
}
