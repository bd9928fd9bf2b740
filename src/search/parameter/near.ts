import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import type { TypedValue } from '#fhirpath/compile-expression.ts';
import { componentOf } from '../composite.ts';
import type { SearchUnits } from '../quantity/search-units.ts';
import { searchError } from '../search-error.ts';
import type { IndexValue, SearchExpression } from '../search-expression.ts';
import { splitValue } from '../split-value.ts';

const SOURCE = 'location.html#search';

/** What counts as near where no distance is given, in metres. */
const NEARBY = 50_000;

const NUMBER = /^[+-]?\d{1,12}(?:\.\d{1,15})?$/;

/** Whether a parameter asks for a place by its distance, as `Location?near`. */
export const isNear = ({ type, code, expression }: SearchParameterDefinition): boolean =>
  type === 'special' && code === 'near' && expression !== undefined;

/** The names under which latitude and longitude are indexed, as the parts of one occurrence. */
export const positionOf = (parameter: string): [latitude: string, longitude: string] => [
  componentOf(parameter, 0),
  componentOf(parameter, 1),
];

/** Search values of a position; none where a part is missing, or is none on the earth. */
export function indexNear(parameter: string, { value }: TypedValue, occurrence: number): IndexValue[] {
  const { latitude, longitude } = (value ?? {}) as { latitude?: unknown; longitude?: unknown };
  if (typeof latitude !== 'number' || typeof longitude !== 'number' || Math.abs(latitude) > 90) return [];
  const parts = positionOf(parameter);
  return [latitude, longitude].map((degrees, i) => ({
    kind: 'number',
    parameter: parts[i] as string,
    low: degrees,
    high: degrees,
    occurrence,
  }));
}

/** One value of `near`: `latitude|longitude|distance|unit`, in kilometres where no unit is given. */
export function compileNear(parameter: string, value: string, units: SearchUnits): SearchExpression {
  const [latitude = '', longitude = '', distance = '', unit = '', ...more] = splitValue(value, '|');
  const [north, east] = [latitude, longitude].map((text) => (NUMBER.test(text) ? Number(text) : Number.NaN));
  const isPlace = Math.abs(north as number) <= 90 && Math.abs(east as number) <= 180;
  const metres = distance === '' ? NEARBY : inMetres(distance, unit || 'km', units);
  if (!isPlace || metres === undefined || more.length)
    throw searchError(
      `'${value.slice(0, 100)}' of ${parameter} is no place and distance; expected [latitude]|[longitude]|[distance]|[unit] such as -6.98|110.41|5|km`,
      SOURCE,
    );
  return {
    op: 'near',
    parameter,
    latitude: north as number,
    longitude: east as number,
    distance: metres,
  };
}

function inMetres(distance: string, unit: string, { convert }: SearchUnits): number | undefined {
  if (!/^\d{1,12}(?:\.\d{1,15})?$/.test(distance)) return undefined;
  if (unit === 'm' || unit === 'km') return Number(distance) * (unit === 'm' ? 1 : 1000);
  return convert(unit, 'm')?.(Number(distance));
}
