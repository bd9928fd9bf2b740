import type { ResourceStore, StoredVersion } from '#storage/resource-store.ts';
import type { Reach } from '../reach.ts';
import { Meeting, type MeetsRooms } from './meets.ts';

type WithText = StoredVersion & { text: string };

/**
 * Tells which versions a caller may see. A version counts if it meets the reach itself and the resource does as it
 * is now: neither a correction that took a result out of somebody's record, nor one that put it in, shows what it was
 * in the record of another. A deletion is seen by whom the resource was seen by before.
 */
export class VisibleVersions {
  readonly #store: Pick<ResourceStore, 'read' | 'vread' | 'search'>;
  readonly #meeting: Meeting;
  readonly #reachOf: (type: string) => Reach;
  readonly #current = new Map<string, Promise<boolean>>();
  /** Resources that a search was asked for, and did not find. */
  readonly #missed = new Set<string>();

  constructor(
    store: Pick<ResourceStore, 'read' | 'vread' | 'search'>,
    index: MeetsRooms['index'],
    reachOf: (type: string) => Reach,
  ) {
    this.#store = store;
    this.#meeting = new Meeting({ store, index });
    this.#reachOf = reachOf;
  }

  /** Whether the resource is seen whose current version this is. */
  async isCurrentVisible(current: StoredVersion): Promise<boolean> {
    const { type, id, versionId } = current;
    const reach = this.#reachOf(type);
    if (typeof reach === 'string') return reach === 'everything';
    if (hasText(current)) return this.#meets(reach, current);
    const before = await this.#store.vread(type, id, `${Number(versionId) - 1}`);
    return before !== undefined && hasText(before) && this.#meets(reach, before);
  }

  /** Whether one version is seen, current or not. */
  async isVisible(version: StoredVersion): Promise<boolean> {
    const { type, id } = version;
    const reach = this.#reachOf(type);
    if (typeof reach === 'string') return reach === 'everything';
    if (!(await this.#isResourceVisible(type, id))) return false;
    return this.isCurrentVisible(version);
  }

  /** Asks for the resources of many versions at once, by a search for each type, before these are asked about. */
  async prepare(versions: readonly { type: string; id: string }[]): Promise<void> {
    for (const [type, some] of Map.groupBy(versions, (version) => version.type)) {
      const reach = this.#reachOf(type);
      const ids = [...new Set(some.map(({ id }) => id))].filter((id) => !this.#current.has(`${type}/${id}`));
      if (typeof reach === 'string' || !ids.length) continue;
      const { entries } = await this.#store.search({
        targets: [{ type, where: { op: 'all', of: [{ op: 'id', ids }, reach] } }],
        sort: [],
        includes: [],
        includeLimit: 0,
        count: ids.length,
        total: false,
      });
      for (const id of ids) this.#missed.add(`${type}/${id}`);
      for (const { id } of entries) this.#current.set(`${type}/${id}`, Promise.resolve(true));
    }
  }

  #isResourceVisible(type: string, id: string): Promise<boolean> {
    const key = `${type}/${id}`;
    const known = this.#current.get(key) ?? this.#lookUp(type, id);
    this.#current.set(key, known);
    return known;
  }

  async #lookUp(type: string, id: string): Promise<boolean> {
    const current = await this.#store.read(type, id);
    if (current === undefined) return false;
    // A search finds no deletions; of what is there it has told.
    if (hasText(current) && this.#missed.has(`${type}/${id}`)) return false;
    return this.isCurrentVisible(current);
  }

  #meets(reach: Reach, version: WithText): Promise<boolean> {
    return this.#meeting.meets(reach, this.#meeting.candidate(version));
  }
}

const hasText = (version: StoredVersion): version is WithText => version.text !== undefined;
