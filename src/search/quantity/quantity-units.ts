import type { SearchParameters } from '#conformance/search-parameter.ts';
import { componentOf } from '../composite.ts';
import type { EqualValueExpression, SearchExpression } from '../search-expression.ts';
import { type CodedBy, codedBy } from './coded-by.ts';
import { hasUnit, type OccurringUnit } from './occurring-units.ts';
import { type CodedUnits, type Conversion, UCUM } from './search-units.ts';

export type Quantity = Extract<SearchExpression, { op: 'quantity' }>;

/** A quantity as it reads in another unit, with its precision; undefined where a number has none there. */
export function inUnit(quantity: Quantity, code: string, convert: Conversion): Quantity | undefined {
  const { value, low, high } = quantity.range;
  const [v, l, h] = [convert(value), convert(low), convert(high)];
  if (v === undefined || l === undefined || h === undefined) return undefined;
  return { ...quantity, system: UCUM, code, range: { value: v, low: l, high: h } };
}

/**
 * One quantity in its own unit, or in one of the others. Without a system the unit is a code or a text of any system
 * (search.html#quantity: `5.4||mg`): it is taken for one of UCUM only with the analytes, whose units are known.
 */
export function quantityInEveryUnit(
  type: string,
  quantity: Quantity,
  units: OccurringUnit[],
  parameters: SearchParameters,
): SearchExpression {
  if (!units.length || !hasUnit(quantity)) return quantity;
  const places = codedBy(type, quantity.parameter, parameters);
  const others = units.flatMap((unit) => [
    ...byUcum(quantity, unit, places),
    ...byAnalytes(quantity, unit, places),
  ]);
  return others.length ? { op: 'any', of: [quantity, ...others] } : quantity;
}

/** By UCUM, but not of the analytes that have rules of their own. */
function byUcum(
  quantity: Quantity,
  { code, conversion, analytes }: OccurringUnit,
  places: CodedBy[],
): SearchExpression[] {
  const converted = quantity.system && conversion && inUnit(quantity, code, conversion);
  if (!converted) return [];
  const tokens = [...new Set(places.flatMap((place) => place.tokens))];
  const ruled = analytes.filter(({ byUcum }) => !byUcum);
  const excepted = tokens.flatMap((token) => ruled.map(({ units }) => isOf(token, units)));
  return excepted.length
    ? [{ op: 'all', of: [converted, { op: 'not', of: { op: 'any', of: excepted } }] }]
    : [converted];
}

/** By the rule of an analyte, where the code beside the quantity says that it is one. */
function byAnalytes(
  quantity: Quantity,
  { code, analytes }: OccurringUnit,
  places: CodedBy[],
): SearchExpression[] {
  return analytes.flatMap(({ units, conversion, byUcum }) => {
    const isFoundAnyway = byUcum && quantity.system !== undefined;
    const converted = conversion && !isFoundAnyway ? inUnit(quantity, code, conversion) : undefined;
    return converted ? places.flatMap((place) => together(converted, units, place)) : [];
  });
}

function together(quantity: Quantity, units: CodedUnits, { tokens, composite }: CodedBy): SearchExpression[] {
  // The quantity first: a store that goes by one of them has fewer of it.
  if (!composite) return tokens.map((token) => ({ op: 'all', of: [quantity, isOf(token, units)] }));
  const { parameter, token, quantity: position } = composite;
  const of: EqualValueExpression[] = [];
  of[token] = isOf(componentOf(parameter, token), units);
  of[position] = { ...quantity, parameter: componentOf(parameter, position) };
  return [{ op: 'composite', parameter, of }];
}

const isOf = (parameter: string, { system, codes }: CodedUnits): EqualValueExpression => ({
  op: 'token',
  parameter,
  system,
  codes,
});
