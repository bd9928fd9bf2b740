import { FhirError, refuse } from '#fhir/operation-outcome.ts';
import { EXPLAIN_PARAMETER, type Explanation } from '#search/explanation.ts';
import type { IndexResource } from '#search/index-resource.ts';
import type { SearchPage } from '#search/search-page.ts';
import type {
  ResourceStore,
  StoredVersion,
  Transaction,
  TransactionResult,
} from '#storage/resource-store.ts';
import type { Restriction } from '../restriction.ts';
import { restrictDistinct } from './restrict-distinct.ts';
import { restrictHistory } from './restrict-history.ts';
import { checkReads } from './restrict-reads.ts';
import { restrictSearch } from './restrict-search.ts';
import { restrictTransaction } from './restrict-transaction.ts';
import { VisibleVersions } from './visible-versions.ts';

declare const OF_CALLER: unique symbol;

/** The store as one caller has it: what handles a request takes no other. Only `restrict` and `unrestricted` make one. */
export type CallersStore = ResourceStore & { readonly [OF_CALLER]: true };

/** The store of a server without authentication, where nobody is told apart. */
export const unrestricted = (store: ResourceStore): CallersStore => store as CallersStore;

/** What restricting a store needs. */
export interface RestrictRooms {
  store: ResourceStore;
  index: IndexResource;
  resourceTypes: ReadonlySet<string>;
  baseUrl: string;
}

/** Tries of a write that others were faster than. */
const MOST_TRIES = 5;

/**
 * THE CHOKE POINT. The store as a caller has it: every question is narrowed by the restriction before it is asked, and
 * every text that comes back is without what is withheld. What the caller may not see is not there.
 */
export function restrict(rooms: RestrictRooms, restriction: Restriction): CallersStore {
  const { store, index, resourceTypes } = rooms;
  if (restriction.isWhole) return unrestricted(store);
  const read = (type: string) => restriction.reach(type, 'r');
  const versions = (reachOf = read) => new VisibleVersions(store, index, reachOf);
  const shown = <T extends { type: string; text?: string }>(one: T): T =>
    one.text === undefined || !restriction.withholds(one.type)
      ? one
      : { ...one, text: restriction.redact(one.type, one.text) };
  const restricted: ResourceStore = {
    records: store.records,
    releases: store.releases,
    referenceOrder: store.referenceOrder,
    read: async (type, id) => {
      if (read(type) === 'nothing') return undefined;
      const current = await store.read(type, id);
      return current && (await versions().isCurrentVisible(current)) ? shown(current) : undefined;
    },
    vread: async (type, id, versionId) => {
      if (read(type) === 'nothing') return undefined;
      const version = await store.vread(type, id, versionId);
      return version && (await versions().isVisible(version)) ? shown(version) : undefined;
    },
    search: async (query) => {
      const asked = restrictSearch(query, restriction, resourceTypes);
      if (!asked.targets.length) return nothingFound();
      const page = await store.search(asked);
      return { ...page, entries: page.entries.map(shown) };
    },
    explain: async (query) => {
      if (!restriction.mayCall(EXPLAIN_PARAMETER))
        throw refuse(403, 'forbidden', 'only an administrator may ask how the store answers a search', {
          source: 'SMART App Launch 2.2, scopes for requesting FHIR resources',
        });
      // How many there are would tell what an administrator must not know.
      return (await store.explain(query)).map(coarse);
    },
    replacedSince: async (question) => {
      const types = question.types.filter((type) => restriction.reach(type, 's') !== 'nothing');
      const found = await store.replacedSince({ ...question, types });
      const visible = versions((type) => restriction.reach(type, 's'));
      const seen = [];
      await visible.prepare(found);
      for (const version of found) {
        const stored = {
          ...version,
          versionId: '',
          method: 'PUT',
          lastUpdated: new Date(version.lastUpdated).toISOString(),
        } satisfies StoredVersion;
        if (await visible.isVisible(stored)) seen.push(shown(version));
      }
      // More changes than were asked for stay too many, whoever may see them.
      return found.length < question.limit ? seen : found.map((version) => ({ ...version, text: '{}' }));
    },
    history: async (query) => {
      const reachOf = query.id === undefined ? (type: string) => restriction.reach(type, 's') : read;
      const page = await restrictHistory(query, store, versions(reachOf));
      return { ...page, versions: page.versions.map(shown) };
    },
    distinct: (query) => restrictDistinct(query, { store, index, restriction }),
    transact: async (transaction) => {
      await checkReads(transaction, versions(), store);
      const result = await transactAsPermitted(transaction, rooms, restriction);
      // What was taken out of reach while the transaction ran leaves a gap, and is answered as not there.
      const seen: StoredVersion[] = new Array(result.read.length);
      const after = versions();
      for (const [i, version] of result.read.entries())
        if (await after.isVisible(version)) seen[i] = shown(version);
      return { written: result.written.map(shown), read: seen };
    },
    trailHead: () => store.trailHead(),
    prepareIndexes: (types) => store.prepareIndexes(types),
    ready: () => store.ready(),
    close: () => store.close(),
  };
  return unrestricted(restricted);
}

/** An explanation whose numbers tell no more than their size: the next power of ten. */
const coarse = (explanation: Explanation): Explanation => ({
  ...explanation,
  examined: nextPowerOfTen(explanation.examined),
  found: nextPowerOfTen(explanation.found),
});

const nextPowerOfTen = (n: number): number => 10 ** Math.max(1, Math.ceil(Math.log10(Math.max(1, n))));

const nothingFound = (): SearchPage => ({ entries: [], total: 0, places: [] });

/** Writes what the caller may write; where what was judged is current no longer, judges and writes again. */
async function transactAsPermitted(
  asked: Transaction,
  rooms: RestrictRooms,
  restriction: Restriction,
): Promise<TransactionResult> {
  for (let tries = 1; ; tries++) {
    const { transaction, pinned } = await restrictTransaction(asked, { ...rooms, restriction });
    try {
      return await rooms.store.transact(transaction);
    } catch (error) {
      const wasChanged =
        error instanceof FhirError && error.status === 412 && error.issues[0]?.code === 'conflict';
      if (!pinned || !wasChanged || tries >= MOST_TRIES) throw error;
    }
  }
}
