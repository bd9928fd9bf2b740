import { mayBeUnit, ucumLibrary } from './ucum-library.ts';

/** A number in one unit -> the same in another; undefined where it has none there. */
export type Conversion = (value: number) => number | undefined;

/** Pairs of units whose conversion is remembered; a trial has some dozens of units. */
const KEPT = 5000;

/** The significant digits of a converted number; further ones are errors of the conversion. */
const DIGITS = 12;

/** A unit that stands in for an arbitrary one; no quantity of a trial is a luminous intensity. */
const STAND_IN = 'cd';

/** Units of a substance that are defined by a procedure (ucum.org, section 3.2), as `[IU]`. */
const BRACKETS = /\[[^\][]+\]/g;

const known = new Map<string, Conversion | undefined>();

/** Whether a text is a UCUM code. */
export function isUcumCode(code: string): boolean {
  if (!mayBeUnit(code)) return false;
  const { status, ucumCode } = ucumLibrary().validateUnitString(code);
  return status === 'valid' && ucumCode === code;
}

/**
 * How numbers in one UCUM unit read in another (ucum.org, section 2.3); undefined where they measure different things,
 * or where one of them is no unit. Of two units with different annotations (`{FEU}`, `{DDU}`) it is not said that
 * they are the same: an annotation is no part of a unit, but often all that tells what was counted.
 */
export function convertUnit(from: string, to: string): Conversion | undefined {
  const key = `${from} ${to}`;
  if (known.has(key)) return known.get(key);
  if (known.size >= KEPT) known.clear();
  const conversion = isUcumCode(from) && isUcumCode(to) ? find(from, to) : undefined;
  known.set(key, conversion);
  return conversion;
}

const annotationsOf = (unit: string): string => (unit.match(/\{[^{}]*\}/g) ?? []).sort().join();

function find(from: string, to: string): Conversion | undefined {
  const [a, b] = [annotationsOf(from), annotationsOf(to)];
  if (a !== '' && b !== '' && a !== b) return undefined;
  const direct = by(from, to);
  if (isRising(direct)) return direct;
  const standing = by(...withoutArbitrary(from, to));
  return isRising(standing) ? standing : undefined;
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

/**
 * An arbitrary unit can be converted into none but itself, with any prefix: one that both have is replaced by another
 * that the library converts.
 */
function withoutArbitrary(from: string, to: string): [string, string] {
  const spelled = [from, to].map((unit) => unit.replaceAll('[IU]', '[iU]')) as [string, string];
  const [first, second] = spelled.map((unit) => new Set(unit.match(BRACKETS) ?? [])) as [
    Set<string>,
    Set<string>,
  ];
  const [arbitrary, ...more] = [...first].filter((atom) => second.has(atom) && isArbitrary(atom));
  if (arbitrary === undefined || more.length) return [from, to];
  return spelled.map((unit) => unit.replaceAll(arbitrary, STAND_IN)) as [string, string];
}

const isArbitrary = (atom: string): boolean =>
  ucumLibrary().convertUnitTo(atom, 1, `k${atom}`).status !== 'succeeded' && isUcumCode(atom);
