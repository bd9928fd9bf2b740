import { type Collection, type Node, operand } from '../value/node.ts';
import { compareNumbers, Quantity } from '../value/quantity.ts';
import { Temporal } from '../value/temporal.ts';

/** Two JSON values, their properties in any order; numbers to eight places. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b) === 0;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key as never], b[key as never]));
}

function equalQuantities(a: unknown, b: unknown): boolean | undefined {
  const left = typeof a === 'number' ? new Quantity(a, '1') : a;
  const right = typeof b === 'number' ? new Quantity(b, '1') : b;
  if (!(left instanceof Quantity) || !(right instanceof Quantity)) return false;
  return left.compare(right) === 0;
}

function equalValues(a: unknown, b: unknown): boolean | undefined {
  if (a instanceof Temporal && b instanceof Temporal) {
    if (!a.isComparableWith(b)) return false;
    const order = a.compare(b);
    return order === undefined ? undefined : order === 0;
  }
  if (a instanceof Quantity || b instanceof Quantity) return equalQuantities(a, b);
  if (a instanceof Temporal || b instanceof Temporal) return false;
  return equalJson(a, b);
}

/**
 * `a = b` for two items (N1, 6.1.1): undefined where the precision of dates leaves it open. Two elements are
 * equal only when their ids and extensions are, too; against a value of the expression these do not count.
 */
export function equalItems(a: Node, b: Node): boolean | undefined {
  const equal = equalValues(operand(a), operand(b));
  if (!equal || (a.sibling === undefined && b.sibling === undefined)) return equal;
  if (a.shape.namespace === 'System' || b.shape.namespace === 'System') return equal;
  return equalJson(a.sibling, b.sibling);
}

function isQuantityElement({ shape }: Node): boolean {
  return shape.namespace === 'FHIR' && shape.quantity;
}

/**
 * Whether one of two items of a collection is superfluous, as distinct() and the operators on sets see it: they
 * are equal. Two quantities of the data in different units are two, even where conversion would find them equal:
 * the components of a panel have different units, and none of them is to be lost.
 */
export function areDuplicates(a: Node, b: Node): boolean {
  if (isQuantityElement(a) && isQuantityElement(b)) {
    const [left, right] = [operand(a), operand(b)];
    if (left instanceof Quantity && right instanceof Quantity && left.unit !== right.unit) return false;
  }
  return equalItems(a, b) === true;
}

/** `a = b` for collections, in order; undefined when one is empty. */
export function equalCollections(a: Collection, b: Collection): boolean | undefined {
  if (a.length === 0 || b.length === 0) return undefined;
  if (a.length !== b.length) return false;
  if (a.length === 1) return equalItems(a[0]!, b[0]!);
  return a.every((item, i) => equalItems(item, b[i]!));
}

function normalized(text: string): string {
  return text.toUpperCase().replace(/\s/g, ' ');
}

function decimalPlaces(value: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  return Math.max(0, (mantissa.split('.')[1] ?? '').length - Number(exponent));
}

function equivalentNumbers(a: number, b: number): boolean {
  const scale = 10 ** Math.min(decimalPlaces(a), decimalPlaces(b));
  return Math.round(a * scale) === Math.round(b * scale);
}

function equivalentJson(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return normalized(a) === normalized(b);
  if (typeof a === 'number' && typeof b === 'number') return equivalentNumbers(a, b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && equivalentJson(a[key as never], b[key as never]));
}

function equivalentItems(a: Node, b: Node): boolean {
  const left = operand(a);
  const right = operand(b);
  if (left instanceof Temporal && right instanceof Temporal) {
    return left.isComparableWith(right) && left.compare(right) === 0;
  }
  if (left instanceof Quantity && right instanceof Quantity) {
    if (left.unit === right.unit && left.calendar === right.calendar)
      return equivalentNumbers(left.value, right.value);
    return left.compare(right) === 0;
  }
  if (left instanceof Temporal || right instanceof Temporal) return false;
  return equivalentJson(left, right);
}

/** `a ~ b` (N1, 6.1.2): order, case and white space do not count, decimals to the fewer places; never empty. */
export function equivalentCollections(a: Collection, b: Collection): boolean {
  if (a.length !== b.length) return false;
  const rest = [...b];
  return a.every((item) => {
    const at = rest.findIndex((other) => equivalentItems(item, other));
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
}
