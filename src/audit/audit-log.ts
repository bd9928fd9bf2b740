import { randomUUID } from 'node:crypto';
import type { Resource } from '#fhir/resource.ts';
import { draftOf } from '#interaction/admit.ts';
import type { IndexResource } from '#search/index-resource.ts';
import type { Draft, ResourceStore } from '#storage/resource-store.ts';
import type { StandIns, Trail, TrailEntry } from '#storage/trail.ts';

/** What the log is kept with. */
export interface AuditLogRooms {
  store: Pick<ResourceStore, 'transact'>;
  index: IndexResource;
  newId: () => string;
  chain: Trail['chain'];
}

/** Events of one commit; a longer one would keep writes waiting. */
const MOST = 500;

interface Batch {
  entries: TrailEntry[];
  done: PromiseWithResolvers<void>;
}

/**
 * Where events go. Those of writes go with their write; all others wait while a commit is under way and then go into
 * the next one together, so that one sync of the disk serves many readers.
 */
export class AuditLog {
  readonly #rooms: AuditLogRooms;
  readonly #standIns: StandIns = {
    id: randomUUID(),
    versionId: randomUUID(),
    previous: randomUUID(),
  };
  #waiting: Batch[] = [];
  #isWriting = false;

  constructor(rooms: AuditLogRooms) {
    this.#rooms = rooms;
  }

  /** Stands for what only the store will know of a write. */
  get standIns(): StandIns {
    return this.#standIns;
  }

  /** Entries as a part of a transaction. */
  trail(entries: TrailEntry[]): Trail {
    const { chain } = this.#rooms;
    return { entries, standIns: this.#standIns, chain };
  }

  draft(resource: Resource, assigned: string[] = []): Draft {
    const { index, newId } = this.#rooms;
    const isEvent = resource.resourceType === 'AuditEvent';
    // Of an event's words nobody asks, and they would cost as much as all its other values.
    const own: IndexResource = (event) => index(event).filter(({ kind }) => kind !== 'text');
    return draftOf(resource, newId(), { index: isEvent ? own : index }, assigned);
  }

  /** Resolves when the event is durable; rejects when it cannot be. */
  append(event: Resource): Promise<void> {
    const entry: TrailEntry = { drafts: { otherwise: this.draft(event) } };
    let batch = this.#waiting.at(-1);
    if (!batch || batch.entries.length >= MOST) {
      batch = { entries: [], done: Promise.withResolvers() };
      this.#waiting.push(batch);
    }
    batch.entries.push(entry);
    if (!this.#isWriting) void this.#write();
    return batch.done.promise;
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    for (let batch = this.#waiting.shift(); batch; batch = this.#waiting.shift()) {
      const trail = this.trail(batch.entries);
      await this.#rooms.store
        .transact({ writes: [], references: [], reads: [], representation: false, trail })
        .then(() => batch?.done.resolve(), batch.done.reject);
    }
    this.#isWriting = false;
  }
}
