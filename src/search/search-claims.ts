import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';
import { indexedAs } from './indexed-as.ts';
import { isSupported } from './supported-parameter.ts';

/** What a search of each type can use: what the CapabilityStatement claims. */
export interface SearchClaims {
  /** The parameters of each type. */
  parameters: Map<string, SearchParameterDefinition[]>;
  /** The parameters that have one meaning for every type. */
  ofEveryType: SearchParameterDefinition[];
  /** For each type the values of `_include`, as `Observation:subject`. */
  includes: Map<string, string[]>;
  /** For each type the values of `_revinclude`: reference parameters, of any type, that may lead to it. */
  revIncludes: Map<string, string[]>;
}

/** Reads what the definitions of all parameters come to. */
export function searchClaims(definitions: SearchParameters, resourceTypes: Iterable<string>): SearchClaims {
  const types = [...resourceTypes].sort();
  const claims: SearchClaims = {
    parameters: new Map(types.map((type) => [type, supported(type, definitions)])),
    ofEveryType: [],
    includes: new Map(types.map((type) => [type, []])),
    revIncludes: new Map(types.map((type) => [type, []])),
  };
  for (const [source, parameters] of claims.parameters) {
    for (const parameter of parameters.filter(({ type }) => type === 'reference')) {
      const value = `${source}:${parameter.code}`;
      claims.includes.get(source)?.push(value);
      for (const type of targetsOf(source, parameter, { definitions, types }))
        claims.revIncludes.get(type)?.push(value);
    }
  }
  return { ...claims, ofEveryType: inEvery([...claims.parameters.values()]) };
}

const supported = (type: string, definitions: SearchParameters): SearchParameterDefinition[] =>
  definitions.of(type).filter((parameter) => isSupported(parameter, type, definitions));

/** The types that a reference may lead to, as far as it is searched. */
function targetsOf(
  source: string,
  parameter: SearchParameterDefinition,
  { definitions, types }: { definitions: SearchParameters; types: string[] },
): string[] {
  const { target } = indexedAs(definitions, source, parameter);
  return target ? [target] : (parameter.target ?? types);
}

function inEvery([first = [], ...others]: SearchParameterDefinition[][]): SearchParameterDefinition[] {
  const urls = others.map((parameters) => new Set(parameters.map(({ url }) => url)));
  return first.filter(({ url }) => urls.every((ofType) => ofType.has(url)));
}
