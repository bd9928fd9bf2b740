import { canonicalOf } from '../canonical.ts';
import type { CodeSystem } from '../code-system/code-system.ts';
import type { Concept } from '../code-system/concept.ts';
import type { Pending } from '../pending.ts';
import type { Ternary } from '../terminology.ts';
import { TerminologyError } from '../terminology-error.ts';
import { LOINC_PROPERTIES } from './loinc/loinc-properties.ts';
import type { Release, ReleasedConcept, ReleaseStore } from './release.ts';

/** Concepts and lists of concepts that are kept; beyond it all are let go of. */
const MOST_KEPT = 50_000;

/** The longest list of what is below a code. */
const MOST_BELOW = 10_000;

/** Properties that filters may name, by system. */
const PROPERTIES: Record<string, readonly string[]> = {
  'http://loinc.org': LOINC_PROPERTIES,
  'http://snomed.info/sct': ['effectiveTime', 'moduleId', 'sufficientlyDefined'],
};

interface Kept {
  concept: Concept;
  parents: readonly string[];
  ancestors: ReadonlySet<string>;
}

/** An imported release as a code system: what is asked for is fetched from the store, and kept. */
export class ReleasedCodeSystem implements CodeSystem {
  readonly url: string;
  readonly version: string;
  readonly name: string;
  readonly content = 'complete';
  readonly caseSensitive = true;
  readonly properties: readonly string[];
  readonly #release: Release;
  readonly #store: ReleaseStore;
  readonly #pending: Pending;
  /** By code; null for a code that the release does not have. */
  readonly #kept = new Map<string, Kept | null>();
  /** The children of the codes whose branch was fetched. */
  readonly #children = new Map<string, readonly Concept[]>();
  readonly #tooLarge = new Set<string>();
  /** The codes that were asked for and are not kept yet. */
  #wanted = new Set<string>();

  constructor(release: Release, store: ReleaseStore, pending: Pending) {
    this.#release = release;
    this.#store = store;
    this.#pending = pending;
    this.url = release.system;
    this.version = release.version;
    this.name = release.name;
    this.properties = PROPERTIES[release.system] ?? [];
  }

  find(code: string): Concept | undefined {
    return this.#get(code)?.concept;
  }

  roots(): undefined {
    return undefined;
  }

  children(code: string): readonly Concept[] {
    const known = this.#children.get(code);
    if (known) return known;
    if (this.#tooLarge.has(code))
      throw new TerminologyError({
        reason: 'too-costly',
        message: `more than ${MOST_BELOW} codes of ${this.url} are below '${code}'`,
      });
    this.#note(`below ${code}`, () => this.#fetchBelow(code));
    return [];
  }

  parents(code: string): readonly Concept[] {
    return (this.#get(code)?.parents ?? []).flatMap((parent) => this.find(parent) ?? []);
  }

  isA(code: string, ancestor: string): Ternary {
    if (code === ancestor) return true;
    const kept = this.#get(code);
    return kept ? kept.ancestors.has(ancestor) : this.#kept.has(code) ? false : 'unknown';
  }

  isPending(code: string): boolean {
    return this.#wanted.has(code);
  }

  #get(code: string): Kept | undefined {
    const kept = this.#kept.get(code);
    if (kept === undefined) {
      if (this.#wanted.size < MOST_KEPT / 2) this.#wanted.add(code);
      this.#note('codes', () => this.#fetchWanted());
    }
    return kept ?? undefined;
  }

  #note(what: string, fetch: () => Promise<void>): void {
    this.#pending.note(`${canonicalOf(this.url, this.version)} ${what}`, fetch);
  }

  async #fetchWanted(): Promise<void> {
    const codes = [...this.#wanted];
    const found = await this.#store.find(this.#release, codes);
    this.#makeRoom(codes.length);
    for (const code of codes) {
      this.#kept.set(code, null);
      this.#wanted.delete(code);
    }
    for (const concept of found) this.#kept.set(concept.code, keptOf(concept));
  }

  async #fetchBelow(code: string): Promise<void> {
    const found = await this.#store.below(this.#release, code, MOST_BELOW + 1);
    this.#makeRoom(found.length);
    if (found.length > MOST_BELOW) {
      this.#tooLarge.add(code);
      return;
    }
    const kept = found.map(keptOf);
    const children = new Map<string, Concept[]>(
      [code, ...found.map((each) => each.code)].map((each) => [each, []]),
    );
    for (const each of kept) {
      this.#kept.set(each.concept.code, each);
      for (const parent of each.parents) children.get(parent)?.push(each.concept);
    }
    for (const [parent, list] of children) this.#children.set(parent, list);
  }

  #makeRoom(more: number): void {
    if (this.#kept.size + this.#children.size + more < MOST_KEPT) return;
    this.#kept.clear();
    this.#children.clear();
    this.#tooLarge.clear();
  }
}

function keptOf({
  code,
  display,
  inactive,
  designation,
  property,
  parents,
  ancestors,
}: ReleasedConcept): Kept {
  const concept = { code, display, definition: undefined, designation, property, inactive, abstract: false };
  return { concept, parents, ancestors: new Set(ancestors) };
}
