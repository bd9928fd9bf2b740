import type { Definitions } from '#conformance/definitions.ts';
import { type Place, placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';
import type { Check, JsonObject } from '../shape.ts';

const SOURCE = 'StructureDefinition/CapabilityStatement#CapabilityStatement.rest.resource.searchParam';

/** A search parameter is of the type that its definition gives it, where that is one of R4's own. */
export function compileCapabilitySearchParam(definitions: Definitions): Check<JsonObject> {
  let types: Map<string, string> | undefined;
  return ({ definition, type }, place: Place, run: Run) => {
    if (typeof definition !== 'string') return;
    // R4's own base statement calls this one a token, its definition a uri.
    if (definition === 'http://hl7.org/fhir/SearchParameter/Resource-source') return;
    types ??= new Map(definitions.searchParameters.map((each) => [each.url, each.type]));
    const defined = types.get(definition.split('|')[0]!);
    if (defined === undefined || defined === type) return;
    const words = `Found the type ${quote(type)}, expected ${defined}, as ${quote(definition)} defines it`;
    run.error('value', placeBelow(place, 'type'), `${words}.`, `${SOURCE}.type`);
  };
}
