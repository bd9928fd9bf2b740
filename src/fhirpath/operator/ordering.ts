import { ExpressionError } from '../expression-error.ts';
import { single } from '../native/singleton.ts';
import { type Collection, operand } from '../value/node.ts';
import { compareNumbers, Quantity } from '../value/quantity.ts';
import { Temporal } from '../value/temporal.ts';

function describe(value: unknown): string {
  if (value instanceof Temporal) return value.kind;
  if (value instanceof Quantity) return 'Quantity';
  return typeof value;
}

/** Quantities without a UCUM code: their values compare when all else that makes a unit is the same. */
function comparePlainQuantities(a: object, b: object): number | undefined {
  const [left, right] = [a, b] as Record<string, unknown>[];
  const isSameUnit = ['unit', 'system', 'code'].every((key) => left?.[key] === right?.[key]);
  const isPlain = left?.comparator === undefined && right?.comparator === undefined;
  if (!isSameUnit || !isPlain || typeof left?.value !== 'number' || typeof right?.value !== 'number')
    return undefined;
  return compareNumbers(left.value, right.value);
}

function compareQuantities(a: unknown, b: unknown): number | undefined {
  const left = typeof a === 'number' ? new Quantity(a, '1') : a;
  const right = typeof b === 'number' ? new Quantity(b, '1') : b;
  return left instanceof Quantity && right instanceof Quantity ? left.compare(right) : undefined;
}

/**
 * Order of two collections of one item (N1, 6.2): negative, 0 or positive; undefined when one is empty, or
 * precision or units leave it open. Throws ExpressionError for values of different kinds.
 */
export function order(left: Collection, right: Collection): number | undefined {
  const a = single(left, 'a comparison');
  const b = single(right, 'a comparison');
  if (a === undefined || b === undefined) return undefined;
  const x = operand(a);
  const y = operand(b);
  if (x === undefined || y === undefined) return undefined;
  if (typeof x === 'number' && typeof y === 'number') return compareNumbers(x, y);
  if (typeof x === 'string' && typeof y === 'string') return x < y ? -1 : Number(x > y);
  if (x instanceof Temporal && y instanceof Temporal) return x.compare(y);
  if (x instanceof Quantity || y instanceof Quantity) {
    if (isQuantityLike(x) && isQuantityLike(y)) return compareQuantities(x, y);
  } else if (a.shape.quantity && b.shape.quantity) {
    return comparePlainQuantities(x as object, y as object);
  }
  throw new ExpressionError(`cannot compare ${describe(x)} with ${describe(y)}`);
}

function isQuantityLike(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'object' && !(value instanceof Temporal));
}
