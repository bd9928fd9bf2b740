import { NotNative } from '../expression-error.ts';
import { single, singleNumber } from '../native/singleton.ts';
import { EMPTY, numberNode } from '../value/node.ts';
import { type FunctionRule, plain, withArguments } from './function-rule.ts';

/** A function of one number; a result that is no number is empty (N1, 5.7). Quantities go to fhirpath.js. */
function ofNumber(apply: (value: number) => number): FunctionRule {
  return plain((input) => {
    const value = single(input, 'a function of numbers')?.value;
    if (value === undefined) return EMPTY;
    if (typeof value !== 'number') throw new NotNative('mathematics of quantities');
    const result = apply(value);
    return Number.isNaN(result) ? EMPTY : [numberNode(result)];
  });
}

const round = withArguments([0, 1], (input, [places = EMPTY]) => {
  const value = singleNumber(input, 'round()');
  const scale = 10 ** (singleNumber(places, 'round()') ?? 0);
  return value === undefined ? EMPTY : [numberNode(Math.round(value * scale) / scale)];
});

const power = withArguments([1, 1], (input, [exponent = EMPTY]) => {
  const value = singleNumber(input, 'power()');
  const by = singleNumber(exponent, 'power()');
  const result = value === undefined || by === undefined ? Number.NaN : value ** by;
  return Number.isNaN(result) ? EMPTY : [numberNode(result)];
});

/** N1, 5.7 Math. */
export const numbers = {
  abs: ofNumber(Math.abs),
  ceiling: ofNumber(Math.ceil),
  floor: ofNumber(Math.floor),
  truncate: ofNumber(Math.trunc),
  sqrt: ofNumber(Math.sqrt),
  exp: ofNumber(Math.exp),
  ln: ofNumber(Math.log),
  round,
  power,
};
