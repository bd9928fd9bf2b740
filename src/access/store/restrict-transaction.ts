import { setImmediate as nextTurn } from 'node:timers/promises';
import { refuse } from '#fhir/operation-outcome.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import { checkIfMatch } from '#storage/check-if-match.ts';
import type { Condition, Draft, ResourceStore, Transaction, Write } from '#storage/resource-store.ts';
import { withReplacedIds } from '#storage/stored-text.ts';
import { anyReach, everyReach, expressionOf, type Reach } from '../reach.ts';
import type { Restriction } from '../restriction.ts';
import type { Permission } from '../scope/scope.ts';
import { type Candidate, Meeting, type MeetsRooms } from './meets.ts';
import { checkPatients } from './named-patients.ts';
import { findByConditions } from './replaced-ids.ts';
import { ExpressionRestriction } from './restrict-expression.ts';
import { VisibleVersions } from './visible-versions.ts';

/** Writes judged before others get their turn. */
const AT_ONCE = 50;

/** What restricting a transaction needs. */
export interface TransactionRooms {
  store: ResourceStore;
  index: MeetsRooms['index'];
  restriction: Restriction;
  baseUrl: string;
}

/** A transaction as a caller may make it. */
export interface RestrictedTransaction {
  transaction: Transaction;
  /** Whether it holds only for versions that were looked at, and is to be made again where others were faster. */
  pinned: boolean;
}

/**
 * Judges every write of a transaction: what is changed has to be within what the caller may change before and after,
 * what is made within what the caller may make, and conditions find only what the caller may find. What the caller may
 * not see is treated as if it were not there. Throws 403, or the refusal that a resource which is not there has.
 */
export async function restrictTransaction(
  asked: Transaction,
  rooms: TransactionRooms,
): Promise<RestrictedTransaction> {
  const { store, index, restriction } = rooms;
  const conditions = new ExpressionRestriction(restriction);
  const narrowed = narrowConditions(asked, conditions, restriction);
  const { replaced, found } = await findByConditions(narrowed, store);
  const drafts = new Map<number, Draft>();
  narrowed.writes.forEach((write, i) => {
    if (write.kind !== 'create' && write.kind !== 'update') return;
    // What is found in its stead is not written, and proves nothing.
    if (write.kind === 'create' && found.has(i)) return;
    const draft = withReplacedIds(write.draft, replaced);
    drafts.set(i, { ...draft, id: found.get(i) ?? draft.id });
  });
  const judge = new WriteJudge(rooms, [...drafts.values()]);
  let pinned = false;
  const writes: Write[] = [];
  for (const [i, write] of narrowed.writes.entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) await nextTurn();
    const judged = await judge.judge(write, drafts.get(i), found.get(i));
    pinned ||= judged.pinned;
    writes.push(judged.write);
  }
  await checkPatients(
    [...drafts.values()],
    new VisibleVersions(store, index, (t) => restriction.visible(t)),
    rooms,
  );
  return { transaction: { ...narrowed, writes }, pinned };
}

/** The same transaction, whose conditions find only what the caller may find; a deletion, only what it may delete. */
function narrowConditions(
  { writes, references, ...rest }: Transaction,
  expressions: ExpressionRestriction,
  restriction: Restriction,
): Transaction {
  const ownIds = newIds(writes);
  const narrow = (condition: Condition): Condition => {
    const { type } = condition;
    const ids = ownIds.get(type) ?? [];
    const found = restriction.reach(type, 's');
    const own: Reach = ids.length ? { op: 'id', ids } : 'nothing';
    return { ...condition, where: both(expressions.asked(type, condition.where), anyReach([found, own])) };
  };
  const narrowDelete = (condition: Condition): Condition => {
    const { type } = condition;
    const reach = everyReach([restriction.reach(type, 's'), restriction.reach(type, 'd')]);
    return { ...condition, where: both(expressions.asked(type, condition.where), reach) };
  };
  return {
    ...rest,
    writes: writes.map((write) => {
      if (write.kind === 'create' && write.unless) return { ...write, unless: narrow(write.unless) };
      if (write.kind === 'update' && write.where) return { ...write, where: narrow(write.where) };
      if (write.kind === 'delete-where') return { ...write, where: narrowDelete(write.where) };
      return write;
    }),
    references: references.map((each) => ({ ...each, condition: narrow(each.condition) })),
  };
}

const both = (asked: SearchExpression, reach: Reach): SearchExpression =>
  expressionOf(everyReach([asked, reach]));

/** The ids that were given to new resources of a transaction, by type: what it writes itself it may refer to. */
function newIds(writes: Write[]): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const write of writes) {
    const isNew = write.kind === 'create' || (write.kind === 'update' && write.where && !write.idGiven);
    if (isNew) ids.set(write.draft.type, [...(ids.get(write.draft.type) ?? []), write.draft.id]);
  }
  return ids;
}

type Judged = { write: Write; pinned: boolean };

class WriteJudge {
  readonly #rooms: TransactionRooms;
  readonly #meeting: Meeting;
  readonly #stored: Meeting;

  constructor(rooms: TransactionRooms, drafts: Draft[]) {
    this.#rooms = rooms;
    this.#meeting = new Meeting(rooms, drafts);
    this.#stored = new Meeting(rooms);
  }

  async judge(write: Write, draft: Draft | undefined, found: string | undefined): Promise<Judged> {
    if (write.kind === 'delete') return this.#delete(write);
    if (write.kind === 'delete-where') return { write, pinned: false };
    // Where the condition of a create finds a resource, nothing is written.
    if (write.kind === 'create' && found !== undefined) return { write, pinned: false };
    if (!draft || (write.kind !== 'create' && write.kind !== 'update'))
      throw forbidden('the token permits no such write', write.place);
    if (write.kind === 'create') {
      await this.#check(draft, 'c', write.place);
      return { write, pinned: false };
    }
    return this.#update(write, draft, found);
  }

  async #update(
    write: Extract<Write, { kind: 'update' }>,
    draft: Draft,
    found: string | undefined,
  ): Promise<Judged> {
    const { type, id } = draft;
    const { restriction } = this.#rooms;
    const { place } = write;
    if (write.where && found === undefined && !write.idGiven) {
      await this.#check(draft, 'c', place);
      return { write, pinned: false };
    }
    const current = await this.#current(type, id);
    if (!current) {
      // Whether the id is free is not told: a resource under an id of the client's is for those who see all.
      if (restriction.visible(type) !== 'everything') throw notThere(type, id, place);
      await this.#check(draft, 'c', place);
      return { write, pinned: false };
    }
    if (!(await this.#stored.meets(restriction.reach(type, 'u'), current.candidate)))
      throw forbidden(`the token does not permit to change ${type}/${id}`, place);
    await this.#check(draft, 'u', place);
    if (write.ifMatch !== undefined || write.basedOn !== undefined) return { write, pinned: false };
    return { write: { ...write, ifMatch: current.versionId }, pinned: true };
  }

  async #delete(write: Extract<Write, { kind: 'delete' }>): Promise<Judged> {
    const { type, id, place, ifMatch } = write;
    const current = await this.#current(type, id);
    if (!current) {
      checkIfMatch(ifMatch, undefined, type, id, place);
      const where: Condition = { type, where: { op: 'any', of: [] }, query: `_id=${id}` };
      return { write: { kind: 'delete-where', place, where }, pinned: false };
    }
    if (!(await this.#stored.meets(this.#rooms.restriction.reach(type, 'd'), current.candidate)))
      throw forbidden(`the token does not permit to delete ${type}/${id}`, place);
    return ifMatch === undefined
      ? { write: { ...write, ifMatch: current.versionId }, pinned: true }
      : { write, pinned: false };
  }

  /** The current version, if there is one that the caller may see. */
  async #current(type: string, id: string): Promise<{ candidate: Candidate; versionId: string } | undefined> {
    const { store, restriction } = this.#rooms;
    const current = await store.read(type, id);
    if (current?.text === undefined) return undefined;
    const candidate = this.#stored.candidate({ ...current, text: current.text });
    const isSeen = await this.#stored.meets(restriction.visible(type), candidate);
    return isSeen ? { candidate, versionId: current.versionId } : undefined;
  }

  /** Throws 403 for a draft that is outside of what a permission covers. */
  async #check(draft: Draft, permission: Permission, place: string): Promise<void> {
    const reach = this.#rooms.restriction.reach(draft.type, permission);
    if (await this.#meeting.meets(reach, draft)) return;
    const what = permission === 'c' ? 'create' : 'change';
    throw forbidden(
      `the token does not permit to ${what} this ${draft.type}: it would lie outside of what its scopes and roles cover`,
      place,
    );
  }
}

const SOURCE = 'SMART App Launch 2.2, scopes for requesting FHIR resources';

const forbidden = (diagnostics: string, place: string): Error =>
  refuse(403, 'forbidden', diagnostics, { ...(place ? { expression: place } : {}), source: SOURCE });

const notThere = (type: string, id: string, place: string): Error =>
  refuse(
    404,
    'not-found',
    `there is no ${type}/${id} that the token permits to change; a new one is made by POST ${type}`,
    {
      ...(place ? { expression: place } : {}),
      source: 'http.html#upsert',
    },
  );
