import { typesAt, valueSetOfCode } from './code-binding.ts';
import type { Definitions, SearchParameterDefinition } from './definitions.ts';

/** A parameter beside R4's own, from profiles/ or from a client. */
export interface AddedParameter {
  definition: SearchParameterDefinition;
  /** Whether what was stored before it came is indexed by it; until then nothing is searched by it. */
  ready: boolean;
}

/**
 * The SearchParameters of each resource type, those of Resource and DomainResource included: R4's own, and those
 * that are added while the server runs.
 */
export class SearchParameters {
  readonly #definitions: Definitions;
  readonly #ofR4: Set<string>;
  #byType = new Map<string, Map<string, AddedParameter>>();
  #byUrl = new Map<string, SearchParameterDefinition>();
  #generation = 0;
  #added: { text: string; left: Map<string, string[]> } | undefined;

  constructor(definitions: Definitions, added: SearchParameterDefinition[] = []) {
    this.#definitions = definitions;
    this.#ofR4 = new Set(definitions.searchParameters.map(({ url }) => url));
    this.setAdded(added.map((definition) => ({ definition, ready: true })));
  }

  /** Counts the changes: what was made of the parameters before the last one is stale. */
  get generation(): number {
    return this.#generation;
  }

  /**
   * Takes these, and no others, beside R4's own. A code that a type has already keeps its meaning; the url of a
   * parameter that is left out for that, wholly or for some type, comes back with the types. The same ones once more
   * are no change.
   */
  setAdded(added: AddedParameter[]): Map<string, string[]> {
    const text = JSON.stringify(added);
    if (this.#added?.text === text) return this.#added.left;
    const own = this.#definitions.searchParameters.map((definition) => ({ definition, ready: true }));
    const left = new Map<string, string[]>();
    this.#byType = new Map();
    this.#byUrl = new Map([...own, ...added].map(({ definition }) => [definition.url, definition]));
    for (const type of this.#definitions.resourceTypes) {
      const lineage = new Set([type, ...ancestors(type, this.#definitions)]);
      const isOfType = ({ definition }: AddedParameter) => definition.base.some((base) => lineage.has(base));
      const parameters = new Map(own.filter(isOfType).map((one) => [one.definition.code, one]));
      for (const one of added.filter(isOfType)) {
        const { code, url } = one.definition;
        if (!parameters.has(code)) parameters.set(code, one);
        else if (parameters.get(code)?.definition.url !== url)
          left.set(url, [...(left.get(url) ?? []), type]);
      }
      this.#byType.set(type, parameters);
    }
    this.#generation++;
    this.#added = { text, left };
    return left;
  }

  /** The parameter `code` of `type`; undefined if there is none, or none that is ready. */
  find(type: string, code: string): SearchParameterDefinition | undefined {
    const found = this.#byType.get(type)?.get(code);
    return found?.ready ? found.definition : undefined;
  }

  /** The parameter with this canonical, whatever types it is for. */
  byUrl(url: string): SearchParameterDefinition | undefined {
    return this.#byUrl.get(url);
  }

  /** Whether a parameter is one of the specification's own. */
  isOfR4({ url }: SearchParameterDefinition): boolean {
    return this.#ofR4.has(url);
  }

  /** The value set that a path is bound to, if it leads to an element of type code. */
  valueSetOfCode(path: string): string | undefined {
    return valueSetOfCode(path, this.#definitions);
  }

  /** The types of the element that a path leads to; none for a path that has more than plain steps. */
  typesAt(path: string): string[] {
    return typesAt(path, this.#definitions);
  }

  /** All parameters by which `type` can be searched. */
  of(type: string): SearchParameterDefinition[] {
    return this.#all(type)
      .filter(({ ready }) => ready)
      .map(({ definition }) => definition);
  }

  /** All parameters by which resources of `type` are indexed: those that are not ready yet too. */
  indexed(type: string): SearchParameterDefinition[] {
    return this.#all(type).map(({ definition }) => definition);
  }

  #all(type: string): AddedParameter[] {
    return [...(this.#byType.get(type)?.values() ?? [])];
  }
}

function ancestors(type: string, definitions: Definitions): string[] {
  const base = definitions.types.get(type)?.base;
  return base ? [base, ...ancestors(base, definitions)] : [];
}
