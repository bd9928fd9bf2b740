import type { TimeSpan } from '#fhir/date-time.ts';
import type { Issue } from '#fhir/operation-outcome.ts';
import type { Explanation } from '#search/explanation.ts';
import type { ReferenceOrder } from '#search/page-order.ts';
import type { IndexValue, SearchExpression, SearchQuery } from '#search/search-expression.ts';
import type { SearchPage } from '#search/search-page.ts';
import type { ReleaseStore } from '#terminology/release/release.ts';
import type { ChainHead } from './audit-chain.ts';
import type { Records } from './records.ts';
import type { Trail } from './trail.ts';

/** The interaction that made a version, as `Bundle.entry.request.method` of a history has it. */
export type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One version of a resource. `text` is its JSON as it is served; a deletion has none. */
export interface StoredVersion {
  type: string;
  id: string;
  versionId: string;
  /** Instant in UTC with milliseconds. */
  lastUpdated: string;
  method: Method;
  text?: string;
}

/** A resource that is ready to be stored, but for what only the store can give: versionId and lastUpdated. */
export interface Draft {
  type: string;
  id: string;
  /** Members of `meta` besides versionId and lastUpdated, as JSON text with a leading comma, or empty. */
  meta: string;
  /** All members besides resourceType, id and meta, as JSON text with a leading comma, or empty. */
  content: string;
  index: IndexValue[];
  /** Assigned ids in `content` and `index` that another id may take the place of (see Transaction). */
  assigned: string[];
}

/** A search that must find at most one resource. `query` is its text, the same for the same question. */
export interface Condition {
  type: string;
  where: SearchExpression;
  query: string;
}

/** Where a write stands in its request, as a FHIRPath such as `Bundle.entry[3]`; empty for a single write. */
type Place = { place: string };

/** One write of a transaction. Conditions are decided inside the transaction. */
export type Write = Place &
  (
    | { kind: 'create'; draft: Draft; unless?: Condition }
    | {
        kind: 'update';
        draft: Draft;
        method: 'PUT' | 'PATCH';
        /** The version that must be current; `*`: any, but there must be one. */
        ifMatch?: string;
        /** The version that the draft was made from; the write is refused as stale (409) when another is current. */
        basedOn?: string;
        /** The resource must not be there yet (If-None-Match: *). */
        onlyNew?: boolean;
        /** Conditional update; `idGiven` tells that the client put an id into the body. */
        where?: Condition;
        idGiven?: boolean;
      }
    | { kind: 'delete'; type: string; id: string; ifMatch?: string }
    /** Conditional delete; `most`: how many it may delete, 412 for more. Without it one, and no count in the answer. */
    | { kind: 'delete-where'; where: Condition; ifMatch?: string; most?: number }
    /** New search values for a version, if it is still the current one; no version is made. */
    | { kind: 'reindex'; type: string; id: string; versionId: string; index: IndexValue[] }
    /** A version as it was in another store, with its number, time and method; they come oldest first. */
    | { kind: 'restore'; version: StoredVersion; index: IndexValue[] }
  );

/** A reference by search in a transaction; `id` was assigned as its stand-in. */
export interface ReferenceByCondition extends Place {
  id: string;
  condition: Condition;
}

/**
 * All that one request writes: stored whole or not at all. Every resource has its id assigned before;
 * where a condition finds another resource, that one's id takes the place of the assigned id in all
 * drafts of the transaction. Assigned ids are random, so that they occur nowhere else.
 */
export interface Transaction {
  writes: Write[];
  references: ReferenceByCondition[];
  /** Resources that must be there after the writes; they come back as they are then. */
  reads: (Place & { type: string; id: string; versionId?: string })[];
  /** Whether the answer holds the texts of the written resources. */
  representation: boolean;
  /** What is appended in the same transaction, and tells of it. */
  trail?: Trail;
}

/** What became of one write. `absent`: a delete that found nothing; `restored`: a version taken as it was; `reindexed`: new search values. */
export interface Written {
  outcome: 'created' | 'updated' | 'unchanged' | 'matched' | 'deleted' | 'absent' | 'restored' | 'reindexed';
  type: string;
  id: string;
  versionId: string;
  lastUpdated: string;
  text?: string;
  /** How many resources a conditional delete of many has deleted. */
  count?: number;
  /** What the trial's rules have to say of it although it was written. */
  told?: Issue[];
}

export interface TransactionResult {
  written: Written[];
  read: StoredVersion[];
}

/** A history (http.html#history) of one resource, one type, or the whole system; newest first unless asked otherwise. */
export interface HistoryQuery {
  type?: string;
  id?: string;
  /** Only versions at or after this instant, in milliseconds since 1970. */
  since?: number;
  /** Only versions that were current at some time in this span; a version is until the next one is made. */
  at?: TimeSpan;
  count: number;
  /** The page after this place, from `HistoryPage.next`. */
  after?: number;
  /** In commit order from the first version on, as a copy needs it. */
  oldestFirst?: boolean;
}

/** A version in a history. */
export interface HistoryVersion extends StoredVersion {
  /** Whether there was nothing before: the first version, or one that follows a deletion. */
  creates: boolean;
  /** Its place in commit order, from which the history goes on. */
  place: number;
}

export interface HistoryPage {
  versions: HistoryVersion[];
  /** The place to go on from, where there is more. */
  next?: number;
  /** The place of the last version of the page, from which what comes later can be asked for; absent for an empty page. */
  last?: number;
}

/** Asks which values of a parameter the current resources of some types have. */
export interface DistinctQuery {
  types: string[];
  parameter: string;
  kind: 'token' | 'uri';
  /** Different values given at most. */
  limit: number;
}

/** One of them; a token may have a system. */
export interface DistinctValue {
  system?: string;
  value: string;
}

/** A version that is current no longer. */
export interface EarlierVersion {
  type: string;
  id: string;
  text: string;
  /** Milliseconds since 1970. */
  lastUpdated: number;
  /** The resource's place in creation order. */
  order: number;
  /** Whether the resource is deleted by now. */
  deleted: boolean;
}

/** Thrown by a store that cannot do its work now: a full disk, a lost database. Clients may try again. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/**
 * THE PORT. Both stores keep every sentence of `test/storage/contract.ts`:
 * an acknowledged write is durable; a transaction is whole or not there; versions count from 1 without a gap;
 * a search sees every write that was acknowledged before it began. Refusals are thrown as FhirError.
 */
export interface ResourceStore {
  /** The current version, a deletion included; undefined if there never was one. */
  read(type: string, id: string): Promise<StoredVersion | undefined>;
  vread(type: string, id: string, versionId: string): Promise<StoredVersion | undefined>;
  search(query: SearchQuery): Promise<SearchPage>;
  /**
   * Of resources that were changed or deleted after a state the versions that were current then, in no order; those
   * that were not there then are left out.
   */
  replacedSince(question: { types: string[]; state: number; limit: number }): Promise<EarlierVersion[]>;
  /** How the store orders references. */
  readonly referenceOrder: ReferenceOrder;
  /** How a search is answered, and what that takes; for administrators. */
  explain(query: SearchQuery): Promise<Explanation[]>;
  history(query: HistoryQuery): Promise<HistoryPage>;
  /** Each value once, in the order of systems and values. */
  distinct(query: DistinctQuery): Promise<DistinctValue[]>;
  transact(transaction: Transaction): Promise<TransactionResult>;
  /** The last link of the trail, as the store remembers it beside the resources; undefined where there is none. */
  trailHead(): Promise<ChainHead | undefined>;
  /** The server's own state beside the resources. */
  readonly records: Records;
  /** Releases of code systems that were imported whole. */
  readonly releases: ReleaseStore;
  /** Makes ready for search parameters that were added to these types. */
  prepareIndexes(types: string[]): Promise<void>;
  /** Whether the store can do its work now. */
  ready(): Promise<boolean>;
  /** Finishes what was begun and lets go of files and connections. */
  close(): Promise<void>;
}
