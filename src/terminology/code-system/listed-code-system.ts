import type { CodeSystem as CodeSystemResource } from '@medplum/fhirtypes';
import type { Ternary } from '../terminology.ts';
import type { CodeSystem } from './code-system.ts';
import type { Concept } from './concept.ts';
import { foldCode } from './fold-code.ts';
import { Hierarchy } from './hierarchy.ts';
import { readConcept } from './read-concept.ts';

/** With these meanings what is below is no kind of what is above (codesystem-hierarchy-meaning). */
const NO_SUBSUMPTION = new Set(['grouped-by', 'part-of']);

/** A code system whose concepts a CodeSystem resource lists. */
export class ListedCodeSystem implements CodeSystem {
  readonly url: string;
  readonly version: string | undefined;
  readonly name: string;
  readonly content: CodeSystem['content'];
  readonly caseSensitive: boolean;
  readonly properties: readonly string[];
  readonly #concepts = new Map<string, Concept>();
  readonly #hierarchy: Hierarchy;
  /** Whether being below means being a kind of. */
  readonly #subsumes: boolean;

  constructor(resource: CodeSystemResource) {
    this.url = resource.url ?? '';
    this.version = resource.version;
    this.name = resource.title ?? resource.name ?? this.url;
    this.content = resource.content === 'supplement' ? 'not-present' : (resource.content ?? 'complete');
    // "When the rule is not known ... accept codes in any case" (codesystem-definitions.html#CodeSystem.caseSensitive).
    this.caseSensitive = resource.caseSensitive === true;
    this.properties = (resource.property ?? []).map(({ code }) => code ?? '');
    this.#subsumes = !NO_SUBSUMPTION.has(resource.hierarchyMeaning ?? '');
    this.#hierarchy = new Hierarchy(resource);
    for (const concept of this.#hierarchy.inOrder) {
      const read = readConcept(concept);
      const key = this.#key(read.code);
      if (!this.#concepts.has(key)) this.#concepts.set(key, read);
    }
  }

  find(code: string): Concept | undefined {
    return this.#concepts.get(this.#key(code));
  }

  roots(): readonly Concept[] | undefined {
    return this.content === 'not-present' ? undefined : this.#all(this.#hierarchy.roots);
  }

  children(code: string): readonly Concept[] {
    return this.#all(this.#hierarchy.children(this.#canonical(code)));
  }

  parents(code: string): readonly Concept[] {
    return this.#all(this.#hierarchy.parents(this.#canonical(code)));
  }

  isA(code: string, ancestor: string): Ternary {
    const [a, b] = [this.#canonical(code), this.#canonical(ancestor)];
    if (a === b) return true;
    if (this.#subsumes && this.#hierarchy.isBelow(a, b)) return true;
    return this.content === 'complete' ? false : 'unknown';
  }

  #key(code: string): string {
    return this.caseSensitive ? code : foldCode(code);
  }

  #canonical(code: string): string {
    return this.find(code)?.code ?? code;
  }

  #all(codes: Iterable<string>): Concept[] {
    return [...codes].flatMap((code) => this.find(code) ?? []);
  }
}
