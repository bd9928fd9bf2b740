import { BEFORE_THE_FIRST, type ChainHead, isUnaltered, linkOf } from '#storage/audit-chain.ts';
import type { HistoryVersion, ResourceStore } from '#storage/resource-store.ts';

/** Events read at once. */
const AT_ONCE = 500;

/** What walking the chain came to. */
export interface ChainVerdict {
  /** Links that were found whole. */
  links: number;
  /** AuditEvents that belong to no chain: somebody stored them while nothing was audited. */
  unchained: number;
  /** The last link that was found whole: a witness to be kept elsewhere. */
  head: ChainHead | undefined;
  /** What is wrong first; absent where nothing is. */
  fault?: string;
}

export interface VerifyOptions {
  store: Pick<ResourceStore, 'history' | 'search' | 'trailHead'>;
  /** The key of the hashes, where they have one. */
  key: string | undefined;
  /** A link that was noted before and has to be there still. */
  witness?: ChainHead | undefined;
}

/**
 * Walks all AuditEvents in the order in which they were committed, page by page, and tells the first one that is
 * altered, missing, inserted, changed or deleted. That links are missing at the end shows by what the store remembers
 * beside them, and by a witness that was noted elsewhere.
 */
export async function verifyChain(options: VerifyOptions): Promise<ChainVerdict> {
  const { store, witness } = options;
  // Taken first: what comes while the chain is walked only makes it longer.
  const remembered = await store.trailHead();
  const walk = new Walk(options);
  for (let after: number | undefined, more = true; more; more = after !== undefined) {
    const place = after === undefined ? {} : { after };
    const page = await store.history({ type: 'AuditEvent', oldestFirst: true, count: AT_ONCE, ...place });
    const current = await currentTexts(page.versions, store);
    for (const version of page.versions) {
      const fault = walk.take(version, current.get(version.id));
      if (fault !== undefined) return { ...walk.verdict, fault };
    }
    after = page.next;
  }
  const fault = walk.missing(remembered, 'the store remembers') ?? walk.missing(witness, 'the witness is');
  return fault === undefined ? walk.verdict : { ...walk.verdict, fault };
}

/** What a search finds of the same events: a store may keep it apart from the history. */
async function currentTexts(
  versions: HistoryVersion[],
  store: Pick<ResourceStore, 'search'>,
): Promise<Map<string, string>> {
  const ids = [...new Set(versions.map(({ id }) => id))];
  const where = { op: 'id' as const, ids };
  const one = { sort: [], includes: [], includeLimit: 0, total: false };
  const { entries } = await store.search({
    targets: [{ type: 'AuditEvent', where }],
    count: AT_ONCE,
    ...one,
  });
  return new Map(entries.map(({ id, text }) => [id, text]));
}

class Walk {
  readonly #key: string | undefined;
  readonly #seen: ChainHead[];
  #links = 0;
  #unchained = 0;
  #head: ChainHead | undefined;

  constructor({ key, witness }: VerifyOptions) {
    this.#key = key;
    this.#seen = witness ? [witness] : [];
  }

  get verdict(): ChainVerdict {
    return { links: this.#links, unchained: this.#unchained, head: this.#head };
  }

  /** Takes the next event; what is wrong with it, undefined where nothing is. */
  take({ id, versionId, text, method }: HistoryVersion, current: string | undefined): string | undefined {
    const what = `AuditEvent/${id}`;
    if (text === undefined) return `${what} was deleted`;
    const link = linkOf(text);
    if (!link) {
      this.#unchained++;
      return undefined;
    }
    const { number, previous, hash } = link;
    if (versionId !== '1' || method !== 'POST') return `${what} was changed: it has a version ${versionId}`;
    const expected = (this.#head?.number ?? 0) + 1;
    if (number > expected)
      return `link ${expected} is missing: ${what} is link ${number} and follows link ${expected - 1}`;
    if (number < expected) return `${what} was inserted: it is link ${number} once more`;
    if (!isUnaltered(text, this.#key))
      return `${what}, link ${number}, is not what it was${this.#key === undefined ? '' : ', or was made with another key'}`;
    if (previous !== (this.#head?.hash ?? BEFORE_THE_FIRST))
      return `${what}, link ${number}, does not follow the link before it`;
    if (current !== text) return `${what}, link ${number}, is not what a search finds`;
    this.#links++;
    this.#head = { number, hash };
    const witness = this.#seen.find((one) => one.number === number);
    if (witness && witness.hash !== hash) return `link ${number} is not the one that the witness is`;
    return undefined;
  }

  /** What is wrong where a link that has to be there comes after the last one. */
  missing(known: ChainHead | undefined, who: string): string | undefined {
    const last = this.#head?.number ?? 0;
    if (!known || known.number < last) return undefined;
    if (known.number > last) return `the chain ends with link ${last}, but ${who} link ${known.number}`;
    return known.hash === this.#head?.hash ? undefined : `link ${last} is not the one that ${who}`;
  }
}
