import type { Draft, Written } from './resource-store.ts';

/** Stands in a draft for what only the store knows of the write that it tells of. Random, so that it occurs nowhere else. */
export interface StandIns {
  id: string;
  versionId: string;
  /** The version before. */
  previous: string;
}

/** One resource that is appended, as it is for what became of the write that it tells of. */
export interface TrailEntry {
  /** The write, by its index in the transaction; absent for what tells of none, whose draft is `otherwise`. */
  write?: number;
  /** By the outcome of the write; where there is no draft for it, `otherwise`, and where that is not there, nothing. */
  drafts: Partial<Record<Written['outcome'] | 'otherwise', Draft>>;
  /** By the id of a resource that a conditional delete has found, in the place of `deleted`. */
  ofId?: Record<string, Draft>;
}

/**
 * What tells of a transaction and is stored with it, or not at all. A resource of the type AuditEvent becomes the next
 * link of a chain (see chain.ts).
 */
export interface Trail {
  entries: TrailEntry[];
  standIns: StandIns;
  /** The canonical of the extension that makes an AuditEvent a link, and the key of the hashes (HMAC); plain hashes without. */
  chain: { url: string; key?: string };
}
