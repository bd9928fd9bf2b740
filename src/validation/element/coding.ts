import { placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import { isAbsolute } from '../primitive/uri.ts';
import type { Check, JsonObject } from '../shape.ts';

/** Coding.system names a code system to the whole world, which a relative uri cannot (datatypes.html#Coding). */
export const checkCodingSystem: Check<JsonObject> = ({ system }, place, run) => {
  if (typeof system !== 'string' || isAbsolute(system)) return;
  const expected = 'expected an absolute uri such as http://loinc.org';
  run.error(
    'value',
    placeBelow(place, 'system'),
    `Found the system ${quote(system)}, ${expected}.`,
    'datatypes.html#Coding',
  );
};
