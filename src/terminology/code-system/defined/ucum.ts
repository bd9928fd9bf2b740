import { mayBeUnit, ucumLibrary } from '#units/ucum-library.ts';
import type { CodeSystem } from '../code-system.ts';
import type { Concept } from '../concept.ts';
import { conceptOf, grammarCodeSystem } from './grammar.ts';

/** How many answers are kept; a trial has some dozens of units. */
const KEPT = 2000;

/** Units of measure (UCUM), by its grammar. */
export function ucum(): CodeSystem {
  const library = ucumLibrary();
  const answers = new Map<string, Concept | undefined>();
  const parse = (code: string): Concept | undefined => {
    if (!mayBeUnit(code)) return undefined;
    const { status, ucumCode, unit } = library.validateUnitString(code);
    if (status !== 'valid' || ucumCode !== code) return undefined;
    const canonical = canonicalUnits(code);
    const property = canonical ? [{ code: 'canonical', type: 'string', value: canonical } as const] : [];
    // UCUM has no display beside the code; the library's name is one of several.
    return { ...conceptOf(code, undefined, property), designation: unit?.name ? [{ value: unit.name }] : [] };
  };
  const find = (code: string): Concept | undefined => {
    if (answers.has(code)) return answers.get(code);
    if (answers.size >= KEPT) answers.clear();
    const concept = parse(code);
    answers.set(code, concept);
    return concept;
  };
  return grammarCodeSystem({
    url: 'http://unitsofmeasure.org',
    name: 'Unified Code for Units of Measure (UCUM)',
    properties: ['canonical'],
    find,
    filterValue: (property, value) => (property === 'canonical' ? (canonicalUnits(value) ?? value) : value),
  });
}

/** The unit in base units, e.g. `g.m-3` for mg/dL: the property `canonical` of R4 (ucum.html). */
function canonicalUnits(code: string): string | undefined {
  if (!mayBeUnit(code)) return undefined;
  const { status, unitToExp = {} } = ucumLibrary().convertToBaseUnits(code, 1);
  if (status !== 'succeeded') return undefined;
  const powers = Object.entries(unitToExp).sort(([a], [b]) => (a < b ? -1 : 1));
  return powers.map(([unit, power]) => (power === 1 ? unit : `${unit}${power}`)).join('.') || '1';
}
