import type { JSONWebKeySet, JWK } from 'jose';
import type { FetchDocument } from './fetch-document.ts';

/** How long keys are kept whose server says nothing, and the longest that it may say, in seconds. */
const DEFAULT_AGE = 300;
const LONGEST_AGE = 3600;
/** A kid that nobody knows makes the keys be fetched again, yet no more often than so, in milliseconds. */
const PAUSE = 10_000;

interface Known {
  keys: JWK[];
  fetched: number;
  freshUntil: number;
}

/**
 * Public keys that other servers publish. They are kept as long as their Cache-Control says, and fetched again for a kid
 * that is new, so that a key can be changed from one request to the next.
 */
export class RemoteKeys {
  readonly #fetch: FetchDocument;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();
  readonly #underWay = new Map<string, Promise<Known>>();

  constructor(fetch: FetchDocument, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /** The keys under a URL, with `kid` among them if it can be had; rejects where they cannot be fetched. */
  async of(uri: string, kid?: string): Promise<JWK[]> {
    const known = this.#known.get(uri);
    if (known && known.freshUntil > this.#now()) {
      const isThere = kid === undefined || known.keys.some((key) => key.kid === kid);
      if (isThere || known.fetched + PAUSE > this.#now()) return known.keys;
    }
    return (await this.#refresh(uri)).keys;
  }

  #refresh(uri: string): Promise<Known> {
    const underWay = this.#underWay.get(uri);
    if (underWay) return underWay;
    const refresh = this.#load(uri).finally(() => this.#underWay.delete(uri));
    this.#underWay.set(uri, refresh);
    return refresh;
  }

  async #load(uri: string): Promise<Known> {
    const { json, maxAge } = await this.#fetch(uri);
    const { keys } = (json ?? {}) as Partial<JSONWebKeySet>;
    if (!Array.isArray(keys)) throw new Error('the document is no JSON Web Key Set');
    const now = this.#now();
    const age = Math.min(maxAge ?? DEFAULT_AGE, LONGEST_AGE) * 1000;
    const known = { keys: keys.filter(isPublicKey), fetched: now, freshUntil: now + age };
    this.#known.set(uri, known);
    return known;
  }
}

/** A shared key among public ones would let whoever reads it sign; it is left out. */
const isPublicKey = (key: unknown): key is JWK =>
  typeof key === 'object' && key !== null && ['RSA', 'EC', 'OKP'].includes((key as JWK).kty ?? '');
