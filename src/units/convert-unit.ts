import { mayBeUnit, ucumLibrary } from './ucum-library.ts';

/** A number in one unit -> the same in another; undefined where it has none there. */
export type Conversion = (value: number) => number | undefined;

/** Units and pairs of units that are remembered; a trial has some dozens of units. */
const KEPT = 5000;

/** The significant digits of a converted number; further ones are errors of the conversion. */
const DIGITS = 12;

/** A unit that stands in for an arbitrary one; no quantity of a trial is a luminous intensity. */
const STAND_IN = 'cd';

/** What may be an arbitrary unit, which a procedure defines and no dimension (ucum.org, section 3.2), as `[IU]`. */
const BRACKETS = /\[[^\][]+\]/g;

/** A unit that is an annotation and no more. */
const ANNOTATION = /^\{[^{}]*\}$/;

/** What a unit measures, and how it is written for the library. */
interface Measure {
  dimension: string;
  written: string;
  annotations: string;
}

const measures = new Map<string, Measure | undefined>();
const conversions = new Map<string, Conversion | undefined>();

function remembered<T>(known: Map<string, T>, key: string, find: () => T): T {
  if (!known.has(key)) {
    if (known.size >= KEPT) known.clear();
    known.set(key, find());
  }
  return known.get(key) as T;
}

/** Whether a text is a UCUM code. */
export function isUcumCode(code: string): boolean {
  if (!mayBeUnit(code)) return false;
  const { status, ucumCode } = ucumLibrary().validateUnitString(code);
  return status === 'valid' && ucumCode === code;
}

/**
 * How numbers in one UCUM unit read in another (ucum.org, section 2.3); undefined where they measure different things,
 * or where one of them is no unit. Of two units with different annotations (`{FEU}`, `{DDU}`) it is not said that
 * they are the same: an annotation is no part of a unit, but often all that tells what was counted. One that is all
 * there is of a unit (`{score}`) is compared with itself alone.
 */
export function convertUnit(from: string, to: string): Conversion | undefined {
  const [a, b] = [from, to].map((code) => remembered(measures, code, () => measureOf(code)));
  if (!a || !b || a.dimension !== b.dimension) return undefined;
  if (a.annotations !== '' && b.annotations !== '' && a.annotations !== b.annotations) return undefined;
  return remembered(conversions, `${from} ${to}`, () => {
    const conversion = by(a.written, b.written);
    return isRising(conversion) ? conversion : undefined;
  });
}

function measureOf(code: string): Measure | undefined {
  if (ANNOTATION.test(code) || !isUcumCode(code)) return undefined;
  const annotations = (code.match(/\{[^{}]*\}/g) ?? []).sort().join();
  const dimension = dimensionOf(code);
  if (dimension !== undefined) return { dimension, written: code, annotations };
  // An arbitrary unit is converted into none but itself, with any prefix: another that the library converts stands in.
  const spelled = code.replaceAll('[IU]', '[iU]');
  for (const arbitrary of new Set(spelled.match(BRACKETS) ?? [])) {
    const written = spelled.replaceAll(arbitrary, STAND_IN);
    const rest = dimensionOf(written);
    if (rest !== undefined) return { dimension: `${arbitrary} ${rest}`, written, annotations };
  }
  return undefined;
}

/** The powers of the base units, e.g. `g1 m-3`; undefined for an arbitrary unit. */
function dimensionOf(code: string): string | undefined {
  const { status, unitToExp = {} } = ucumLibrary().convertToBaseUnits(code, 1);
  if (status !== 'succeeded') return undefined;
  return Object.entries(unitToExp)
    .map(([unit, power]) => `${unit}${power}`)
    .sort()
    .join(' ');
}

function by(from: string, to: string): Conversion {
  return (value) => {
    const { status, toVal } = ucumLibrary().convertUnitTo(from, value, to);
    if (status !== 'succeeded' || toVal === null || !Number.isFinite(toVal)) return undefined;
    return Number(toVal.toPrecision(DIGITS));
  };
}

/** More is more in either unit; a range keeps its ends. */
function isRising(conversion: Conversion): boolean {
  const [one, two] = [conversion(1), conversion(2)];
  return one !== undefined && two !== undefined && one < two;
}
