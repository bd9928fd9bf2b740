import { Decimal } from 'decimal.js';
import { type HoldsLiterals, LITERALS } from './literals.ts';

/**
 * A JSON value taken out of the object or array that holds it, with the text of its number where JavaScript
 * would write the number differently (see literals.ts), so that it can be put somewhere else.
 */
export interface HeldValue {
  value: unknown;
  /** The text of a number. */
  text?: string;
}

type Holder = Record<string, unknown> & HoldsLiterals;

/** The value of `holder[key]`, with its text. */
export function heldValue(holder: object, key: string | number): HeldValue {
  const value = (holder as Holder)[key];
  const text = (holder as HoldsLiterals)[LITERALS]?.[key];
  return text !== undefined && Number(text) === value ? { value, text } : { value };
}

/** Sets `holder[key]`; what was there goes with its text. */
export function putValue(holder: object, key: string | number, { value, text }: HeldValue): void {
  delete (holder as HoldsLiterals)[LITERALS]?.[key];
  (holder as Holder)[key] = value;
  if (text === undefined) return;
  const literals = (holder as HoldsLiterals)[LITERALS];
  if (literals) literals[key] = text;
  else Object.defineProperty(holder, LITERALS, { value: { [key]: text }, enumerable: true, writable: true });
}

/** Takes the property away, and its text. */
export function removeProperty(holder: object, key: string): void {
  delete (holder as HoldsLiterals)[LITERALS]?.[key];
  delete (holder as Holder)[key];
}

/** The items of an array with their texts. */
export const heldItems = (array: readonly unknown[]): HeldValue[] => array.map((_, i) => heldValue(array, i));

/** Puts other items into an array in the place of all it has. */
export function putItems(array: unknown[], items: readonly HeldValue[]): void {
  array.length = 0;
  const holder = array as unknown[] & HoldsLiterals;
  if (holder[LITERALS]) holder[LITERALS] = {};
  for (const item of items) putValue(array, array.length, item);
}

/** Takes `count` items out of an array at `index` and puts others there; those behind keep their texts. */
export function spliceItems(array: unknown[], index: number, count: number, ...items: HeldValue[]): void {
  const plain = !(array as HoldsLiterals)[LITERALS] && items.every(({ text }) => text === undefined);
  if (plain) {
    array.splice(index, count, ...items.map(({ value }) => value));
    return;
  }
  const all = heldItems(array);
  all.splice(index, count, ...items);
  putItems(array, all);
}

/**
 * Whether two JSON values are the same (RFC 6902, section 4.6): objects by their members in any order, arrays
 * item by item, numbers by what they are and not by how they are written, all digits counted.
 */
export function sameValue(a: HeldValue, b: HeldValue): boolean {
  const [one, other] = [a.value, b.value];
  if (typeof one === 'number' && typeof other === 'number') return sameNumber(one, other, a.text, b.text);
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every(
    (key) => Object.hasOwn(other, key) && sameValue(heldValue(one, key), heldValue(other, key)),
  );
}

function sameNumber(one: number, other: number, a?: string, b?: string): boolean {
  if (one !== other) return false;
  return a === b || new Decimal(a ?? one).eq(new Decimal(b ?? other));
}
