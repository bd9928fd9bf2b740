import type { ElementChange } from './element-changes.ts';

/** One version of a resource of a subject's record: who made it, when, what it changed, and why (21 CFR 11.10(e)). */
export interface SubjectChange {
  /** When it was stored, by the server's clock: an instant in UTC. */
  time: string;
  action: 'create' | 'update' | 'delete';
  /** `Observation/o1` */
  resource: string;
  version: string;
  /** Who made it; absent where no event tells, as while nothing was audited. */
  user?: string;
  client?: string;
  roles?: string[];
  address?: string;
  /** The AuditEvent that tells of it. */
  event?: string;
  /** Why; absent where no reason was given. */
  why?: string;
  /** What differs from the version before; nothing for a deletion, which takes all away. */
  elements: ElementChange[];
}
