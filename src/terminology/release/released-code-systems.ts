import { compareVersions } from '../canonical.ts';
import type { Content } from '../content/content.ts';
import type { Pending } from '../pending.ts';
import type { Release, ReleaseStore } from './release.ts';
import { ReleasedCodeSystem } from './released-code-system.ts';

/** How often it is looked whether a release was imported, in milliseconds. */
const LOOK = 5000;

const NONE: readonly never[] = [];

/** The imported releases as code systems, which are no resources. What was imported while the server runs is seen some seconds later. */
export class ReleasedCodeSystems implements Content {
  readonly #store: ReleaseStore;
  readonly #pending: Pending;
  readonly #now: () => number;
  #codeSystems: readonly ReleasedCodeSystem[] = [];
  #known = '';
  #generation = 0;
  #looked = Number.NEGATIVE_INFINITY;

  constructor(store: ReleaseStore, pending: Pending, now: () => number = Date.now) {
    this.#store = store;
    this.#pending = pending;
    this.#now = now;
  }

  entries(): readonly never[] {
    return NONE;
  }

  read(): undefined {
    return undefined;
  }

  /** The release of a system and version; without a version, the latest. */
  find(url: string, version: string | undefined): ReleasedCodeSystem | undefined {
    return this.#codeSystems.find((each) => each.url === url && (!version || each.version === version));
  }

  all(): readonly never[] {
    return NONE;
  }

  /** All of them, the latest of a system first. */
  codeSystems(): readonly ReleasedCodeSystem[] {
    return this.#codeSystems;
  }

  generation(): number {
    return this.#generation;
  }

  /** Waits the first time; after that it looks in passing. */
  refresh(): Promise<void> | undefined {
    if (this.#now() - this.#looked < LOOK) return undefined;
    const first = this.#looked === Number.NEGATIVE_INFINITY;
    this.#looked = this.#now();
    if (first) return this.#look();
    this.#look().catch(() => undefined);
    return undefined;
  }

  async #look(): Promise<void> {
    const releases = await this.#store.list();
    const known = JSON.stringify(releases);
    if (known === this.#known) return;
    this.#known = known;
    this.#generation++;
    const make = (release: Release) => new ReleasedCodeSystem(release, this.#store, this.#pending);
    this.#codeSystems = [...releases].sort((a, b) => compareVersions(b.version, a.version)).map(make);
  }
}
