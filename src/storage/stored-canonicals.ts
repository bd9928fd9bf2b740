import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type CanonicalEntry,
  type CanonicalResource,
  type CanonicalType,
  entryOf,
} from '#conformance/canonical-entry.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Content, TerminologyResources, TerminologyType } from '#terminology/content/content.ts';
import type { HistoryVersion, ResourceStore, Transaction, TransactionResult } from './resource-store.ts';
import { withMembers } from './with-members.ts';

/** How long what another server wrote may stay unnoticed, in milliseconds. */
const MOST_STALE = 1000;

/** Versions of one page of a history. */
const PAGE = 100;

/** A larger resource is stored, but not used: to read it would hold the server up. Releases are imported instead. */
const MOST_CHARACTERS = 4_000_000;

/** After reading one of these, others get their turn. */
const LARGE = 200_000;

/** What is held in memory of all stored resources together; beyond it, all is let go of. */
const MOST_HELD = 16_000_000;

interface StoredEntry extends CanonicalEntry {
  id: string;
}

/**
 * The canonical resources of some types that clients have stored, by url: an index of them all in memory, which
 * follows the histories of the store, and the resources that were asked for. Own writes are noticed at once, those of
 * another server on the same database within a second.
 */
export class StoredCanonicals implements Content {
  readonly #store: ResourceStore;
  readonly #types: readonly CanonicalType[];
  readonly #now: () => number;
  /** The place in commit order up to which a type is known. */
  readonly #places = new Map<string, number>();
  readonly #byId = new Map<string, StoredEntry>();
  readonly #byUrl = new Map<string, StoredEntry[]>();
  readonly #held = new Map<StoredEntry, CanonicalResource>();
  #heldCharacters = 0;
  #generation = 0;
  #checked = Number.NEGATIVE_INFINITY;
  #stale = true;
  #refreshing: Promise<void> | undefined;

  constructor(store: ResourceStore, types: readonly CanonicalType[], now: () => number = Date.now) {
    this.#store = store;
    this.#types = types;
    this.#now = now;
  }

  /** The store, whose writes are noticed from now on. */
  watch(): ResourceStore {
    return withMembers(this.#store, { transact: (transaction) => this.#transact(transaction) });
  }

  entries<T extends CanonicalType>(type: T, url: string): readonly CanonicalEntry<T>[] {
    return (this.#byUrl.get(keyOf(type, url)) ?? []) as unknown as readonly CanonicalEntry<T>[];
  }

  all<T extends CanonicalType>(type: T): readonly CanonicalEntry<T>[] {
    const entries = [...this.#byId.values()].filter((entry) => entry.type === type);
    return entries as unknown as readonly CanonicalEntry<T>[];
  }

  read(entry: CanonicalEntry): TerminologyResources[TerminologyType] | undefined {
    return this.resource(entry) as TerminologyResources[TerminologyType] | undefined;
  }

  /** As read(), of whatever type. */
  resource(entry: CanonicalEntry): CanonicalResource | undefined {
    return this.#held.get(entry as StoredEntry);
  }

  async fetch(entry: CanonicalEntry): Promise<void> {
    const { type, id } = entry as StoredEntry;
    const current = await this.#store.read(type, id);
    const known = this.#byId.get(keyOf(type, id));
    if (current?.text === undefined || known !== entry) return;
    if (this.#heldCharacters + current.text.length > MOST_HELD) this.#letGo();
    this.#held.set(known, parse(current.text));
    this.#heldCharacters += current.text.length;
  }

  /** Waits where something is known to have changed; else looks for the writes of others now and then, in passing. */
  refresh(): Promise<void> | undefined {
    if (this.#stale) return this.#follow();
    if (this.#now() - this.#checked > MOST_STALE) this.#follow().catch(() => undefined);
    return undefined;
  }

  /** Waits for the look at the histories that is under way, if there is one. */
  async settled(): Promise<void> {
    await this.#refreshing;
  }

  generation(): number {
    return this.#generation;
  }

  async #transact(transaction: Transaction): Promise<TransactionResult> {
    const result = await this.#store.transact(transaction);
    const types: readonly string[] = this.#types;
    if (result.written.some(({ type }) => types.includes(type))) this.#stale = true;
    return result;
  }

  /** One look at the histories at a time; a write that comes while it looks makes it look again. */
  async #follow(): Promise<void> {
    while (this.#refreshing) await this.#refreshing;
    this.#checked = this.#now();
    this.#stale = false;
    this.#refreshing = this.#readHistories().finally(() => {
      this.#refreshing = undefined;
    });
    try {
      await this.#refreshing;
    } catch (error) {
      this.#stale = true;
      throw error;
    }
  }

  async #readHistories(): Promise<void> {
    for (const type of this.#types) {
      for (let more = true; more; ) {
        const after = this.#places.get(type);
        const page = await this.#store.history({
          type,
          count: PAGE,
          oldestFirst: true,
          ...(after === undefined ? {} : { after }),
        });
        for (const version of page.versions) {
          this.#take(version);
          if ((version.text?.length ?? 0) > LARGE) await nextTurn();
        }
        await nextTurn();
        if (page.last !== undefined) this.#places.set(type, page.last);
        more = page.next !== undefined;
      }
    }
  }

  #take({ type, id, text }: HistoryVersion): void {
    this.#generation++;
    const key = keyOf(type, id);
    const known = this.#byId.get(key);
    if (known) this.#forget(key, known);
    if (text === undefined || text.length > MOST_CHARACTERS) return;
    const entry: StoredEntry = { ...entryOf(parse(text)), id };
    this.#byId.set(key, entry);
    const ofUrl = keyOf(type, entry.url);
    this.#byUrl.set(ofUrl, [...(this.#byUrl.get(ofUrl) ?? []), entry]);
  }

  #forget(key: string, entry: StoredEntry): void {
    this.#byId.delete(key);
    this.#held.delete(entry);
    const ofUrl = keyOf(entry.type, entry.url);
    const others = (this.#byUrl.get(ofUrl) ?? []).filter((each) => each !== entry);
    if (others.length) this.#byUrl.set(ofUrl, others);
    else this.#byUrl.delete(ofUrl);
  }

  #letGo(): void {
    this.#held.clear();
    this.#heldCharacters = 0;
    this.#generation++;
  }
}

const keyOf = (type: string, name: string): string => `${type} ${name}`;

/** Only the value of a property can be a decimal here, and only its text tells how precise it is. */
function parse(text: string): CanonicalResource {
  const resource: unknown = text.includes('"valueDecimal"') ? parseJson(text) : JSON.parse(text);
  return resource as Resource as unknown as CanonicalResource;
}
