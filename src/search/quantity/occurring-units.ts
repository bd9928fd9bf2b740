import { setImmediate as nextTurn } from 'node:timers/promises';
import { refuse } from '#fhir/operation-outcome.ts';
import type { SearchExpression, SearchQuery } from '../search-expression.ts';
import { type CodedUnits, type Conversion, type SearchUnits, UCUM } from './search-units.ts';

type Quantity = Extract<SearchExpression, { op: 'quantity' }>;

/** A unit that occurs in the store, and how numbers in the unit asked for read in it. */
export interface OccurringUnit {
  code: string;
  /** By UCUM; absent where the two measure different things. */
  conversion?: Conversion;
  /** The analytes that have rules for both units. */
  analytes: OfAnalyte[];
}

/** How the numbers of an analyte's results read in the other unit; absent where they are not to be compared. */
export interface OfAnalyte {
  units: CodedUnits;
  conversion?: Conversion;
  /** UCUM says the same. */
  byUcum: boolean;
}

/** Pairs of a unit asked for and one that occurs, of one search. */
const MOST_PAIRS = 100_000;

/** How long the comparison of units may hold the event loop at once, in milliseconds. */
const STRETCH = 5;

/** Whether a quantity is asked for in a unit that may be one of UCUM. */
export const hasUnit = ({ system, code }: Quantity): boolean =>
  code !== undefined && (system === undefined || system === UCUM);

/** The units that the quantities of a search are asked for in. */
export function unitsAsked({ targets }: SearchQuery): Set<string> {
  const asked = new Set<string>();
  const seen = new Set<SearchExpression>();
  const visit = (expression: SearchExpression): void => {
    if (seen.has(expression)) return;
    seen.add(expression);
    if (expression.op === 'quantity' && hasUnit(expression)) asked.add(expression.code as string);
    if (expression.op === 'all' || expression.op === 'any' || expression.op === 'composite')
      expression.of.forEach(visit);
    if (expression.op === 'not' || expression.op === 'has' || expression.op === 'unequal')
      visit(expression.of);
    if (expression.op === 'chain') for (const { of } of expression.targets) visit(of);
  };
  for (const { where } of targets) visit(where);
  return asked;
}

/** For each unit asked for the units of the store that it is compared with, besides itself. */
export async function occurringUnits(
  asked: Set<string>,
  { codes: read, convert, analytes }: SearchUnits,
): Promise<Map<string, OccurringUnit[]>> {
  const codes = await read();
  const rules = analytes();
  await nextTurn();
  if (asked.size * codes.length > MOST_PAIRS)
    throw refuse(
      400,
      'too-costly',
      `quantities of ${asked.size} units are asked for, which are compared with the ${codes.length} units of the store; ask for fewer at once, or without a unit`,
      { source: 'search.html#quantity' },
    );
  const found = new Map<string, OccurringUnit[]>();
  let begun = performance.now();
  for (const from of asked) {
    const occurring: OccurringUnit[] = [];
    for (const code of codes) {
      if (performance.now() - begun > STRETCH) {
        await nextTurn();
        begun = performance.now();
      }
      if (code === from) continue;
      const conversion = convert(from, code);
      const ruled = rules.flatMap((units) => ofAnalyte(units, from, code, conversion));
      if (conversion || ruled.some((one) => one.conversion))
        occurring.push({ code, analytes: ruled, ...(conversion ? { conversion } : {}) });
    }
    found.set(from, occurring);
  }
  return found;
}

function ofAnalyte(units: CodedUnits, from: string, to: string, ucum: Conversion | undefined): OfAnalyte[] {
  const own = units.convert(from, to);
  if (own === undefined) return [];
  if (own === 'apart') return [{ units, byUcum: false }];
  if (own !== 'ucum') return [{ units, conversion: own, byUcum: false }];
  return ucum ? [{ units, conversion: ucum, byUcum: true }] : [];
}
