import { Decimal128 } from 'mongodb';
import { decimal, decimalText } from '#fhir/json/literals.ts';
import { JSON_LIMITS, parseJson } from '#fhir/json/parse-json.ts';
import { serializeJson } from '#fhir/json/serialize-json.ts';

/** A resource as BSON. `text` is there only where the BSON alone would not give the same text again. */
export interface NativeResource {
  resource: Record<string, unknown>;
  text?: string;
}

/** What BSON or its drivers would read as something else in a name: operators, paths, the end of the name. */
const UNSAFE_NAME = /^\$|\.|\0/;

/**
 * JSON text -> native BSON, in which a person at a shell can query: decimals that keep digits which a double
 * would lose are Decimal128. `textOf` gives the text again, byte for byte.
 */
export function nativeResource(text: string): NativeResource {
  const tree = parseJson(text, { ...JSON_LIMITS, values: Number.POSITIVE_INFINITY });
  const faithful = { yes: serializeJson(tree) === text };
  const resource = nativeValue(tree, faithful) as Record<string, unknown>;
  return faithful.yes ? { resource } : { resource, text };
}

function nativeValue(value: unknown, faithful: { yes: boolean }): unknown {
  if (typeof value === 'string') {
    // A lone surrogate has no UTF-8.
    if (!value.isWellFormed()) faithful.yes = false;
    return value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((_, i) => nativeMember(value, i, faithful));
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const member = nativeMember(value, key, faithful);
    if (UNSAFE_NAME.test(key) || !key.isWellFormed()) {
      faithful.yes = false;
      result[safeName(key)] = member;
    } else result[key] = member;
  }
  return result;
}

function nativeMember(parent: object, key: string | number, faithful: { yes: boolean }): unknown {
  const value = (parent as Record<string | number, unknown>)[key];
  if (typeof value !== 'number') return nativeValue(value, faithful);
  const text = decimalText(parent, String(key));
  if (text === String(value)) return value;
  const exact = decimal128(text);
  if (exact) return exact;
  faithful.yes = false;
  return value;
}

/** The number with all its digits; undefined where it has too many, or is written in another way. */
function decimal128(text: string): Decimal128 | undefined {
  try {
    const number = Decimal128.fromString(text);
    return number.toString() === text ? number : undefined;
  } catch {
    return undefined;
  }
}

/** A name that BSON takes for a plain one: look-alikes stand for the letters with a meaning. */
const safeName = (key: string): string =>
  key.replace(/^\$/, '＄').replaceAll('.', '．').replaceAll('\0', '␀').toWellFormed();

/** The JSON text that a NativeResource was made from. Takes the resource as the driver gives it, and uses it up. */
export function textOf({ resource, text }: NativeResource): string {
  return text ?? serializeJson(withLiterals(resource));
}

/** Decimal128 members become numbers that remember their text (see literals.ts). */
function withLiterals(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const [key, member] of Object.entries(value)) {
    if (member instanceof Decimal128) decimal(value, key, member.toString());
    else if (typeof member === 'object') withLiterals(member);
  }
  return value;
}
