/**
 * Decimals keep their text (json.html#primitive: "the precision of the decimal value has significance").
 * A number stands in the tree as a plain JavaScript number; where that number would be written
 * differently (`7.10`, `1.0e-7`, twenty digits) the object that holds it remembers the text under this symbol.
 * Symbols are invisible to Object.keys, JSON and expression engines, and survive object spread.
 */
export const LITERALS: unique symbol = Symbol('fhir.literals');

/** An object of the tree that may remember the texts of its numbers, by property name. */
export interface HoldsLiterals {
  [LITERALS]?: Record<string, string>;
}

/** Sets `parent[key]` to the number written as `text`, e.g. `decimal(quantity, 'value', '7.10')`. */
export function decimal<T extends object>(parent: T, key: string, text: string): T {
  const holder = parent as T & HoldsLiterals & Record<string, unknown>;
  (holder as Record<string, unknown>)[key] = Number(text);
  if (String(Number(text)) !== text) {
    if (!holder[LITERALS])
      Object.defineProperty(holder, LITERALS, { value: {}, enumerable: true, writable: true });
    (holder[LITERALS] as Record<string, string>)[key] = text;
  }
  return parent;
}

/** The text of the number `parent[key]`: as it was sent if that still denotes the number, else JavaScript's. */
export function decimalText(parent: object, key: string): string {
  const value = (parent as Record<string, unknown>)[key];
  const text = (parent as HoldsLiterals)[LITERALS]?.[key];
  return text !== undefined && Number(text) === value ? text : String(value);
}
