import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import type { IndexKind } from './search-expression.ts';

const KINDS = new Set(['token', 'string', 'uri', 'reference', 'date', 'number', 'quantity']);

/** Answered from the resource itself and not from the search index. */
const OF_THE_RESOURCE = new Set(['_id', '_lastUpdated']);

/**
 * The index a parameter is searched in; undefined for those that are not searched yet: composite,
 * special, and those without an expression (`_text`, `_content`, `_query`).
 */
export function indexKind(parameter: SearchParameterDefinition): IndexKind | undefined {
  if (!parameter.expression || OF_THE_RESOURCE.has(parameter.code)) return undefined;
  return KINDS.has(parameter.type) ? (parameter.type as IndexKind) : undefined;
}

/** True for every parameter that a search may use: what the CapabilityStatement claims. */
export function isSupported(parameter: SearchParameterDefinition): boolean {
  return OF_THE_RESOURCE.has(parameter.code) || indexKind(parameter) !== undefined;
}
