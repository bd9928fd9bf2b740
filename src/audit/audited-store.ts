import type { CallersStore } from '#access/store/restricted-store.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { StoredVersion, Transaction, TransactionResult, Write } from '#storage/resource-store.ts';
import type { Trail } from '#storage/trail.ts';
import { withMembers } from '#storage/with-members.ts';
import { refuseOtherReasons } from './kept-provenance.ts';

/** What a request notes of its use of the store. */
export interface Notes {
  /** Something was read out of the store, which the request may show. */
  shown(versions: readonly { type: string; id: string; text?: string }[]): Promise<void>;
  /** What is to be stored with a transaction. */
  trailOf(transaction: Transaction): Promise<Trail>;
  /** A transaction is stored. */
  stored(transaction: Transaction, result: TransactionResult): void;
}

/** The store as one request has it: what it writes is stored with the events that tell of it, or not at all. */
export function auditedStore(store: CallersStore, notes: Notes, { isOn }: { isOn: boolean }): CallersStore {
  const note = async <T extends Pick<StoredVersion, 'type' | 'id'> & { text?: string }>(
    one: T | undefined,
  ) => {
    if (one) await notes.shown([one]);
    return one;
  };
  return withMembers(store, {
    read: async (type, id) => note(await store.read(type, id)),
    vread: async (type, id, versionId) => note(await store.vread(type, id, versionId)),
    search: async (query) => {
      const page = await store.search(query);
      await notes.shown(page.entries);
      return page;
    },
    history: async (query) => {
      const page = await store.history(query);
      await notes.shown(page.versions);
      return page;
    },
    replacedSince: async (question) => {
      const found = await store.replacedSince(question);
      await notes.shown(found);
      return found;
    },
    transact: async (transaction) => {
      if (isOn) {
        for (const write of transaction.writes) refuseEvents(write);
        await refuseOtherReasons(transaction, store);
      }
      const trail = await notes.trailOf(transaction);
      const result = await store.transact(trail.entries.length ? { ...transaction, trail } : transaction);
      notes.stored(transaction, result);
      return result;
    },
  }) as CallersStore;
}

/** Nobody writes events but the server, and nobody changes or takes away one. */
function refuseEvents(write: Write): void {
  if (typeOf(write) !== 'AuditEvent') return;
  const error = refuse(
    405,
    'not-supported',
    'AuditEvents are written by this server alone, and are never changed or deleted',
    { ...(write.place ? { expression: write.place } : {}), source: 'auditevent.html' },
  );
  error.headers.Allow = 'GET, HEAD';
  throw error;
}

function typeOf(write: Write): string {
  if (write.kind === 'create' || write.kind === 'update') return write.draft.type;
  if (write.kind === 'delete-where') return write.where.type;
  return write.kind === 'restore' ? write.version.type : write.type;
}
