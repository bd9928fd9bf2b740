import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import type { IndexKind } from './search-expression.ts';

const KINDS = new Set(['token', 'string', 'uri', 'reference', 'date', 'number', 'quantity']);

/** Answered from the resource itself and not from the search index. */
export const OF_THE_RESOURCE = new Set(['_id', '_lastUpdated']);

/** The index a parameter is searched in; undefined for those that have none of their own. */
export function indexKind(parameter: SearchParameterDefinition): IndexKind | undefined {
  if (!parameter.expression || OF_THE_RESOURCE.has(parameter.code)) return undefined;
  return KINDS.has(parameter.type) ? (parameter.type as IndexKind) : undefined;
}
