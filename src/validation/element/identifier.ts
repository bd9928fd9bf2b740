import { placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import { isAbsolute } from '../primitive/uri.ts';
import type { Check, JsonObject } from '../shape.ts';

/** "If the system is urn:ietf:rfc:3986, the value is a full URI" (datatypes.html#Identifier). */
export const checkIdentifier: Check<JsonObject> = ({ system, value }, place, run) => {
  if (system !== 'urn:ietf:rfc:3986' || typeof value !== 'string' || isAbsolute(value)) return;
  const words = `Found ${quote(value)}, expected a full URI, since the system is urn:ietf:rfc:3986`;
  run.error('value', placeBelow(place, 'value'), `${words}.`, 'datatypes.html#Identifier');
};
