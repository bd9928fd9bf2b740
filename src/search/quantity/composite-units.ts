import type { EqualValueExpression, SearchExpression } from '../search-expression.ts';
import { hasUnit, type OccurringUnit } from './occurring-units.ts';
import { inUnit, type Quantity } from './quantity-units.ts';
import type { CodedUnits } from './search-units.ts';

type Composite = Extract<SearchExpression, { op: 'composite' }>;
type Token = Extract<SearchExpression, { op: 'token' }>;

const isQuantity = (part: EqualValueExpression): part is Quantity => part.op === 'quantity';
const isToken = (part: EqualValueExpression): part is Token => part.op === 'token';

/** A composite with a quantity, in its own unit or in one of the others; the code is the one that it asks for. */
export function compositeInEveryUnit(
  composite: Composite,
  unitsOf: (code: string | undefined) => OccurringUnit[],
): SearchExpression {
  const quantity = composite.of.find(isQuantity);
  const token = composite.of.find(isToken);
  if (!quantity || !hasUnit(quantity)) return composite;
  const alternatives: SearchExpression[] = [];
  const add = (other: Quantity | undefined, coded: Token | undefined) => {
    if (!other || (token && !coded)) return;
    const of = composite.of.map((part) => {
      if (part === quantity) return other;
      return part === token ? (coded as Token) : part;
    });
    alternatives.push({ ...composite, of });
  };
  for (const { code, conversion, analytes } of unitsOf(quantity.code)) {
    const ruled = analytes.filter(({ byUcum }) => !byUcum).map(({ units }) => units);
    if (conversion && quantity.system)
      add(inUnit(quantity, code, conversion), token && without(token, ruled));
    for (const { units, conversion: own, byUcum } of analytes)
      if (own && token && !(byUcum && quantity.system)) add(inUnit(quantity, code, own), only(token, units));
  }
  return alternatives.length ? { op: 'any', of: [composite, ...alternatives] } : composite;
}

/** The codes that a token asks for; undefined for every code of a system. */
const codesOf = ({ code, codes }: Token): string[] | undefined => (code === undefined ? codes : [code]);

const isOfSystem = ({ system }: Token, units: CodedUnits): boolean =>
  system === undefined || system === units.system;

/** The token as far as it asks for the analyte. */
function only(token: Token, units: CodedUnits): Token | undefined {
  if (!isOfSystem(token, units)) return undefined;
  const asked = codesOf(token);
  const codes = asked ? units.codes.filter((code) => asked.includes(code)) : units.codes;
  return codes.length ? { op: 'token', parameter: token.parameter, system: units.system, codes } : undefined;
}

/** The token as far as it asks for none of the analytes; undefined where it names no codes that could be told apart. */
function without(token: Token, analytes: CodedUnits[]): Token | undefined {
  const concerned = analytes.filter((units) => isOfSystem(token, units));
  if (!concerned.length) return token;
  const codes = codesOf(token)?.filter((code) => !concerned.some((units) => units.codes.includes(code)));
  if (!codes?.length) return undefined;
  const { code: _code, match: _match, ...rest } = token;
  return codes.length === 1 && token.code !== undefined ? token : { ...rest, codes };
}
