import { placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import { isAbsolute } from '../primitive/uri.ts';
import type { Check, JsonObject } from '../shape.ts';

const SOURCE = 'datatypes.html#Identifier';

/**
 * An identifier's system makes its value unique in the whole world, which a relative uri cannot; "if the system is
 * urn:ietf:rfc:3986, the value is a full URI" (datatypes.html#Identifier).
 */
export const checkIdentifier: Check<JsonObject> = ({ system, value }, place, run) => {
  if (typeof system === 'string' && !isAbsolute(system)) {
    const words = `Found the system ${quote(system)}, expected an absolute uri such as http://hospital.example.org/mrn`;
    run.error('value', placeBelow(place, 'system'), `${words}.`, SOURCE);
  }
  if (system !== 'urn:ietf:rfc:3986' || typeof value !== 'string' || isAbsolute(value)) return;
  const words = `Found ${quote(value)}, expected a full URI, since the system is urn:ietf:rfc:3986`;
  run.error('value', placeBelow(place, 'value'), `${words}.`, SOURCE);
};
