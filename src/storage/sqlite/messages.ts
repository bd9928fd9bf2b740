import { FhirError, type Issue } from '#fhir/operation-outcome.ts';
import type { RecordWrite } from '../records.ts';
import { StoreUnavailable, type Transaction, type Write } from '../resource-store.ts';
import type { TrailEntry } from '../trail.ts';

/** A request to a thread, and its answer; errors travel as plain values. */
export interface Request<T> {
  number: number;
  task: T;
}

export type Answer<R> = { number: number; result: R } | { number: number; refusal: Refusal };

/**
 * What the writer can be asked. The writes and the trail of a long transaction go ahead in parts under a common name, since
 * handing all of them over at once would hold the sender's event loop.
 */
export type WriterTask =
  | { kind: 'part'; parts: number; writes: Write[]; entries: TrailEntry[] }
  | { kind: 'transact'; transaction: Transaction; parts?: number }
  | { kind: 'write-record'; record: RecordWrite }
  | { kind: 'remove-record'; record: { kind: string; key: string } }
  | { kind: 'close' };

type Refusal =
  | { kind: 'fhir'; status: number; issues: Issue[] }
  | { kind: 'unavailable'; message: string }
  | { kind: 'defect'; message: string };

/** Primary result codes of SQLite that say "not now" rather than "never": busy, locked, no memory, read-only, I/O error, corrupt, full, cannot open. */
const UNAVAILABLE = new Set([5, 6, 7, 8, 10, 11, 13, 14]);

/** An error as it can cross to another thread. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof FhirError) return { kind: 'fhir', status: error.status, issues: error.issues };
  const { errcode, message } = error as { errcode?: number; message?: string };
  const kind = errcode !== undefined && UNAVAILABLE.has(errcode & 0xff) ? 'unavailable' : 'defect';
  return { kind, message: message ?? String(error) };
}

/** The error on the asking side. */
export function fromRefusal(refusal: Refusal): Error {
  if (refusal.kind === 'fhir') return new FhirError(refusal.status, refusal.issues);
  return refusal.kind === 'unavailable' ? new StoreUnavailable(refusal.message) : new Error(refusal.message);
}
