import { type FhirError, refuse } from '#fhir/operation-outcome.ts';
import type { IndexValue } from '#search/search-expression.ts';
import { appendTrail } from './append-trail.ts';
import { type ChainHead, linkOf } from './audit-chain.ts';
import { checkIfMatch } from './check-if-match.ts';
import type { Decisions } from './decide.ts';
import type {
  Condition,
  Draft,
  Method,
  StoredVersion,
  Transaction,
  TransactionResult,
  Write,
  Written,
} from './resource-store.ts';
import { staleDraft } from './stale.ts';
import { storedText, withReplacedIds } from './stored-text.ts';

/** A version as it goes into a store; a deletion has no text and no search values. */
export interface NewVersion {
  type: string;
  id: string;
  version: number;
  /** Milliseconds since 1970. */
  time: number;
  /** The place in commit order. */
  sequence: number;
  method: Method;
  text: string | undefined;
  index: IndexValue[];
}

/** What a store lets a transaction see and do; `Current` is a current version and how the store finds it again. */
export interface TransactionState<Current extends StoredVersion> {
  /** The current version, a deletion included, with what this transaction has written. */
  current(type: string, id: string): Current | undefined;
  version(type: string, id: string, versionId: string): StoredVersion | undefined;
  /** Whether a condition finds this resource. */
  meets(condition: Condition, id: string): boolean;
  /** The next place in commit order and its time, no earlier than `atLeast`. */
  next(atLeast: number): { sequence: number; time: number };
  /** Stores the first version of a resource, which was created under `unless` if that is given. */
  insert(version: NewVersion, unless: Condition | undefined): void;
  /** Stores a version in the place of the current one. */
  replace(current: Current, version: NewVersion): void;
  /** Puts other search values in the place of those of the current version. */
  reindex(current: Current, index: IndexValue[]): void;
  /** The last link of the trail's chain; undefined where there is none yet. */
  head(): ChainHead | undefined;
  /** Makes another link the last. */
  moveHead(head: ChainHead): void;
}

type State = TransactionState<StoredVersion>;

/**
 * Carries a transaction out whose conditions are decided: DELETE before POST before PUT, as http.html#trules
 * wants, then the reads. The caller undoes it when this throws.
 */
export function carryOut<Current extends StoredVersion>(
  transaction: Transaction,
  decisions: Decisions,
  of: TransactionState<Current>,
): TransactionResult {
  // Within this module a current version is only handed back to the state that gave it.
  const state = of as unknown as State;
  const written = new Array<Written>(transaction.writes.length);
  const removed = new Map<number, Written[]>();
  for (const phase of ['restore', 'delete', 'create', 'update', 'reindex']) {
    transaction.writes.forEach((write, i) => {
      if (write.kind.startsWith(phase)) written[i] = carryOutOne(write, i, decisions, state, removed);
    });
  }
  const read = transaction.reads.map((one) => readBack(one, decisions, state));
  if (transaction.trail)
    appendTrail(transaction.trail, (i) => removed.get(i) ?? [written[i] as Written], {
      state,
      replaced: decisions.replaced,
    });
  if (!transaction.representation) for (const result of written) delete result.text;
  return { written, read };
}

function carryOutOne(
  write: Write,
  i: number,
  decisions: Decisions,
  state: State,
  removed: Map<number, Written[]>,
): Written {
  if (write.kind === 'reindex') return reindex(write, state);
  if (write.kind === 'restore') return restore(write.version, write.index, state);
  if (write.kind === 'delete') return remove(write.type, write.id, write.ifMatch, write.place, state);
  if (write.kind === 'delete-where') {
    const all = removeWhere(write, decisions.deletes.get(i) ?? [], state);
    removed.set(i, all);
    const [first] = all as [Written];
    const count = first.outcome === 'absent' && !first.id ? 0 : all.length;
    return write.most === undefined ? first : { ...first, count };
  }
  const found = decisions.matched.get(i);
  if (found !== undefined) return matched(write.draft.type, found, state);
  const id = decisions.replaced.get(write.draft.id) ?? write.draft.id;
  const draft = withReplacedIds(write.draft, decisions.replaced);
  return write.kind === 'create' ? create(draft, id, write.unless, state) : update(draft, id, write, state);
}

/** A version that is current no longer was indexed anew when it was replaced. */
function reindex({ type, id, versionId, index }: Extract<Write, { kind: 'reindex' }>, state: State): Written {
  const current = state.current(type, id);
  if (current?.versionId !== versionId || current.text === undefined)
    return { outcome: 'absent', type, id, versionId, lastUpdated: '' };
  state.reindex(current, index);
  return { outcome: 'reindexed', ...writtenAs(current) };
}

/** Takes a version over as it was; the versions of a resource must come one after the other. */
function restore(stored: StoredVersion, index: IndexValue[], state: State): Written {
  const { type, id, method, text } = stored;
  const current = state.current(type, id);
  const expected = current ? Number(current.versionId) + 1 : 1;
  if (Number(stored.versionId) !== expected) {
    throw refuse(
      409,
      'conflict',
      `version ${stored.versionId} of ${type}/${id} cannot be restored; version ${expected} was expected`,
    );
  }
  const { sequence } = state.next(0);
  const version = {
    type,
    id,
    version: expected,
    sequence,
    time: Date.parse(stored.lastUpdated),
    method,
    text,
    index,
  };
  if (current) state.replace(current, version);
  else state.insert(version, undefined);
  const link = type === 'AuditEvent' && text !== undefined ? linkOf(text) : undefined;
  if (link) state.moveHead(link);
  return { outcome: 'restored', ...newlyWritten(version) };
}

function matched(type: string, id: string, state: State): Written {
  const current = state.current(type, id);
  // The condition of an earlier write of this transaction, whose resource is not stored yet, has the same text.
  if (!current) return { outcome: 'matched', type, id, versionId: '1', lastUpdated: '' };
  return { outcome: 'matched', ...writtenAs(current) };
}

function writtenAs({ type, id, versionId, lastUpdated, text }: StoredVersion): Omit<Written, 'outcome'> {
  return { type, id, versionId, lastUpdated, ...(text === undefined ? {} : { text }) };
}

/** The refusal of a create whose id is taken. */
export function existsAlready(type: string, id: string): FhirError {
  return refuse(409, 'conflict', `${type}/${id} exists already`, { source: 'http.html#create' });
}

function create(draft: Draft, id: string, unless: Condition | undefined, state: State): Written {
  if (state.current(draft.type, id)) throw existsAlready(draft.type, id);
  return insert(draft, id, 'POST', unless, state);
}

function insert(
  draft: Draft,
  id: string,
  method: Method,
  unless: Condition | undefined,
  state: State,
): Written {
  const { sequence, time } = state.next(0);
  const version = versionOf(draft, id, { version: 1, sequence, time, method });
  state.insert(version, unless);
  return { outcome: 'created', ...newlyWritten(version) };
}

function versionOf(
  draft: Draft,
  id: string,
  stamp: Pick<NewVersion, 'version' | 'sequence' | 'time' | 'method'>,
): NewVersion {
  const text = storedText(draft, id, String(stamp.version), new Date(stamp.time).toISOString());
  return { type: draft.type, id, ...stamp, text, index: draft.index };
}

function newlyWritten({ type, id, version, time, text }: NewVersion): Omit<Written, 'outcome'> {
  const lastUpdated = new Date(time).toISOString();
  return { type, id, versionId: String(version), lastUpdated, ...(text === undefined ? {} : { text }) };
}

function update(draft: Draft, id: string, write: Extract<Write, { kind: 'update' }>, state: State): Written {
  const current = state.current(draft.type, id);
  checkIfMatch(write.ifMatch, current, draft.type, id, write.place);
  if (write.basedOn !== undefined && (current?.versionId !== write.basedOn || current.text === undefined))
    throw staleDraft(draft.type, id, write.place);
  if (write.onlyNew && current?.text !== undefined) {
    throw refuse(412, 'conflict', `If-None-Match: * was asked for, but ${draft.type}/${id} is there`, {
      ...(write.place ? { expression: write.place } : {}),
      source: 'http.html#concurrency',
    });
  }
  if (!current) return insert(draft, id, write.method, undefined, state);
  if (write.where && write.idGiven && id === write.draft.id && !state.meets(write.where, id)) {
    throw refuse(409, 'conflict', `the condition finds nothing, but ${draft.type}/${id} exists already`, {
      ...(write.place ? { expression: write.place } : {}),
      source: 'http.html#cond-update',
    });
  }
  if (current.text === storedText(draft, id, current.versionId, current.lastUpdated))
    return { outcome: 'unchanged', ...writtenAs(current) };
  const { sequence, time } = state.next(Date.parse(current.lastUpdated) + 1);
  const version = versionOf(draft, id, {
    version: Number(current.versionId) + 1,
    sequence,
    time,
    method: write.method,
  });
  state.replace(current, version);
  return { outcome: current.text === undefined ? 'created' : 'updated', ...newlyWritten(version) };
}

function remove(type: string, id: string, ifMatch: string | undefined, place: string, state: State): Written {
  const current = state.current(type, id);
  checkIfMatch(ifMatch, current, type, id, place);
  if (current?.text === undefined)
    return { outcome: 'absent', type, id, versionId: current?.versionId ?? '', lastUpdated: '' };
  const { sequence, time } = state.next(Date.parse(current.lastUpdated) + 1);
  const version: NewVersion = {
    type,
    id,
    version: Number(current.versionId) + 1,
    sequence,
    time,
    method: 'DELETE',
    text: undefined,
    index: [],
  };
  state.replace(current, version);
  return { outcome: 'deleted', ...newlyWritten(version) };
}

/** What became of each resource that was found; of none where nothing was. */
function removeWhere(
  { where, ifMatch, place }: Extract<Write, { kind: 'delete-where' }>,
  ids: string[],
  state: State,
): Written[] {
  const { type } = where;
  if (!ids.length) return [{ outcome: 'absent', type, id: '', versionId: '', lastUpdated: '' }];
  return ids.map((id) => remove(type, id, ifMatch, place, state));
}

function readBack(read: Transaction['reads'][number], decisions: Decisions, state: State): StoredVersion {
  const id = decisions.replaced.get(read.id) ?? read.id;
  const found =
    read.versionId === undefined
      ? state.current(read.type, id)
      : state.version(read.type, id, read.versionId);
  if (found && found.text !== undefined) return found;
  throw refuse(
    found ? 410 : 404,
    found ? 'deleted' : 'not-found',
    `${read.type}/${id} ${found ? 'was deleted' : 'is not there'}`,
    { expression: read.place, source: 'http.html#transaction' },
  );
}
