import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';
import { compositeOf } from './composite.ts';
import { indexKind, OF_THE_RESOURCE } from './index-kind.ts';
import { isNear } from './parameter/near.ts';

/** Answered from the words of the resource. */
const FULL_TEXT = new Set(['_text', '_content']);

/** True for every parameter that a search of `type` may use: what the CapabilityStatement claims. */
export function isSupported(
  parameter: SearchParameterDefinition,
  type: string,
  parameters: SearchParameters,
): boolean {
  if (
    OF_THE_RESOURCE.has(parameter.code) ||
    FULL_TEXT.has(parameter.code) ||
    isNear(parameter) ||
    indexKind(parameter) !== undefined
  )
    return true;
  return compositeOf(type, parameter, parameters) !== undefined;
}
