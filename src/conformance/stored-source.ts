import type { StructureDefinition } from '@medplum/fhirtypes';
import { parseCanonical, pickVersion } from './canonical.ts';
import type { CanonicalEntry, CanonicalResource } from './canonical-entry.ts';

/** Where clients' canonical resources are stored: an index in memory, and what has been fetched so far. */
export interface CanonicalStore {
  entries(type: CanonicalEntry['type'], url: string): readonly CanonicalEntry[];
  /** Undefined while the resource is not in memory. */
  resource(entry: CanonicalEntry): CanonicalResource | undefined;
  /** Brings a resource into memory. */
  fetch(entry: CanonicalEntry): Promise<void>;
  /** Takes notice of what has changed; undefined where nothing has to be waited for. */
  refresh(): Promise<void> | undefined;
  /** Counts up when what is stored may have changed. */
  generation(): number;
}

/** A question meets what is missing one step after the other, e.g. a profile, then its base. */
const MOST_ROUNDS = 12;

/**
 * Stored canonical resources for questions that are asked synchronously: what is not in memory counts as not there,
 * and is noted; settle() fetches what was noted and asks again.
 */
export class StoredSource {
  readonly #store: CanonicalStore;
  #missing = new Set<CanonicalEntry>();

  constructor(store: CanonicalStore) {
    this.#store = store;
  }

  /** The resources of a type and url that are in memory. */
  find<R extends CanonicalResource>(type: R['resourceType'], url: string): R[] {
    return this.#store.entries(type, url).flatMap((entry) => {
      const resource = this.#store.resource(entry);
      if (resource === undefined) this.#missing.add(entry);
      return resource === undefined ? [] : [resource as R];
    });
  }

  /** The resource that a canonical names: of its version, or the latest. */
  latest<R extends CanonicalResource>(type: R['resourceType'], canonical: string): R | undefined {
    const { url, version } = parseCanonical(canonical);
    return pickVersion(this.find<R>(type, url), version);
  }

  /** As find(), for StructureDefinitions. */
  readonly structures = (url: string): StructureDefinition[] =>
    this.find<StructureDefinition>('StructureDefinition', url);

  /**
   * Asks by `run`, which calls its argument once or more often; where that met resources that are not in memory,
   * fetches them and asks again. Only the last answer counts.
   */
  async settle<T>(ask: () => T, run: (ask: () => T) => Promise<T>): Promise<T> {
    await this.#store.refresh();
    for (let round = 0; ; round++) {
      let missing = new Set<CanonicalEntry>();
      const answer = await run(() => {
        // Questions of others may come between, but not while this one is answered.
        missing = this.#missing = new Set();
        return ask();
      });
      if (missing.size === 0 || round === MOST_ROUNDS) return answer;
      await Promise.all([...missing].map((entry) => this.#store.fetch(entry)));
    }
  }
}
