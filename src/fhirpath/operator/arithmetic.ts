import { ExpressionError, NotNative } from '../expression-error.ts';
import { single } from '../native/singleton.ts';
import {
  type Collection,
  EMPTY,
  numberNode,
  operand,
  quantityNode,
  stringNode,
  temporalNode,
} from '../value/node.ts';
import { Quantity } from '../value/quantity.ts';
import { Temporal } from '../value/temporal.ts';

/** Operators of numbers; division by zero is empty (N1, 6.6). */
const NUMERIC = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => (b === 0 ? undefined : a / b),
  div: (a: number, b: number) => (b === 0 ? undefined : Math.trunc(a / b)),
  mod: (a: number, b: number) => (b === 0 ? undefined : a % b),
};

export type ArithmeticOperator = keyof typeof NUMERIC;

function shift(temporal: Temporal, operator: ArithmeticOperator, duration: Quantity): Temporal {
  const unit = duration.calendarUnit;
  if (!unit || (operator !== '+' && operator !== '-')) {
    throw new ExpressionError(`cannot do ${temporal.text} ${operator} ${duration}`);
  }
  return temporal.plus(operator === '+' ? duration.value : -duration.value, unit);
}

function compute(operator: ArithmeticOperator, x: unknown, y: unknown): Collection {
  if (typeof x === 'number' && typeof y === 'number') {
    const result = NUMERIC[operator](x, y);
    return result === undefined ? EMPTY : [numberNode(result)];
  }
  if (operator === '+' && typeof x === 'string' && typeof y === 'string') return [stringNode(x + y)];
  if (x instanceof Temporal && y instanceof Quantity) return [temporalNode(shift(x, operator, y))];
  if (x instanceof Quantity && y instanceof Quantity && x.unit === y.unit && x.calendar === y.calendar) {
    if (operator === '+') return [quantityNode(x.withValue(x.value + y.value))];
    if (operator === '-') return [quantityNode(x.withValue(x.value - y.value))];
  }
  if (x instanceof Quantity || y instanceof Quantity) throw new NotNative('arithmetic of quantities');
  throw new ExpressionError(`cannot do ${typeof x} ${operator} ${typeof y}`);
}

/** `left operator right` for one item each; empty when one is empty. Throws ExpressionError for what has no sum. */
export function arithmetic(operator: ArithmeticOperator, left: Collection, right: Collection): Collection {
  const a = single(left, operator);
  const b = single(right, operator);
  if (a?.value === undefined || b?.value === undefined) return EMPTY;
  return compute(operator, operand(a), operand(b));
}
