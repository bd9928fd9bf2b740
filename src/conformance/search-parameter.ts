import type { Definitions, SearchParameterDefinition } from './definitions.ts';

/** The SearchParameters of each resource type, those of Resource and DomainResource included. */
export class SearchParameters {
  readonly #byType = new Map<string, Map<string, SearchParameterDefinition>>();

  constructor(definitions: Definitions, added: SearchParameterDefinition[] = []) {
    for (const type of definitions.resourceTypes) {
      const lineage = new Set([type, ...ancestors(type, definitions)]);
      const parameters = new Map<string, SearchParameterDefinition>();
      for (const parameter of [...definitions.searchParameters, ...added]) {
        if (parameter.base.some((base) => lineage.has(base))) parameters.set(parameter.code, parameter);
      }
      this.#byType.set(type, parameters);
    }
  }

  /** The parameter `code` of `type`; undefined if there is none. */
  find(type: string, code: string): SearchParameterDefinition | undefined {
    return this.#byType.get(type)?.get(code);
  }

  /** All parameters of `type`. */
  of(type: string): SearchParameterDefinition[] {
    return [...(this.#byType.get(type)?.values() ?? [])];
  }
}

function ancestors(type: string, definitions: Definitions): string[] {
  const base = definitions.types.get(type)?.base;
  return base ? [base, ...ancestors(base, definitions)] : [];
}
