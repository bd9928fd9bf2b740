import { findsPattern, replacePattern } from '#fhir/regex.ts';
import { ExpressionError } from '../expression-error.ts';
import { singleNumber, singleString } from '../native/singleton.ts';
import {
  booleanCollection,
  type Collection,
  EMPTY,
  type Node,
  numberNode,
  stringNode,
} from '../value/node.ts';
import { type FunctionRule, plain, withArguments } from './function-rule.ts';

/** A function of the input string; empty input is empty output (N1, 5.6). */
function ofText(name: string, apply: (text: string) => Node[]): FunctionRule {
  return plain((input) => {
    const text = singleString(input, name);
    return text === undefined ? EMPTY : apply(text);
  });
}

/** A function of the input string and one more; empty when either is. */
function ofTwoTexts(name: string, apply: (text: string, other: string) => Collection): FunctionRule {
  return withArguments([1, 1], (input, [argument = EMPTY]) => {
    const text = singleString(input, name);
    const other = singleString(argument, name);
    return text === undefined || other === undefined ? EMPTY : apply(text, other);
  });
}

/** A function of the input string and two more; empty when one is. */
function ofThreeTexts(name: string, apply: (text: string, a: string, b: string) => string): FunctionRule {
  return withArguments([2, 2], (input, [first = EMPTY, second = EMPTY]) => {
    const text = singleString(input, name);
    const a = singleString(first, name);
    const b = singleString(second, name);
    return text === undefined || a === undefined || b === undefined ? EMPTY : [stringNode(apply(text, a, b))];
  });
}

/** Expressions come from clients too: a pattern is matched so that no text can make it hang. */
function matched<T>(name: string, regex: string, result: T | undefined): T {
  if (result === undefined)
    throw new ExpressionError(`${name} cannot match the pattern '${regex.slice(0, 80)}' on this text`);
  return result;
}

const substring = withArguments([1, 2], (input, [from = EMPTY, count]) => {
  const text = singleString(input, 'substring()');
  const start = singleNumber(from, 'substring()');
  if (text === undefined || start === undefined || start < 0 || start >= text.length) return EMPTY;
  const length = count && singleNumber(count, 'substring()');
  return [
    stringNode(length === undefined ? text.slice(start) : text.slice(start, start + Math.max(0, length))),
  ];
});

function join(input: Collection, [separator = EMPTY]: Collection[]): Collection {
  const texts = input.flatMap((node) => singleString([node], 'join()') ?? []);
  return texts.length === 0 ? EMPTY : [stringNode(texts.join(singleString(separator, 'join()') ?? ''))];
}

/** N1, 5.6 String manipulation. */
export const strings = {
  startsWith: ofTwoTexts('startsWith()', (text, prefix) => booleanCollection(text.startsWith(prefix))),
  endsWith: ofTwoTexts('endsWith()', (text, suffix) => booleanCollection(text.endsWith(suffix))),
  contains: ofTwoTexts('contains()', (text, part) => booleanCollection(text.includes(part))),
  indexOf: ofTwoTexts('indexOf()', (text, part) => [numberNode(text.indexOf(part))]),
  matches: ofTwoTexts('matches()', (text, regex) =>
    booleanCollection(matched('matches()', regex, findsPattern(text, regex))),
  ),
  split: ofTwoTexts('split()', (text, separator) => text.split(separator).map(stringNode)),
  replace: ofThreeTexts('replace()', (text, part, by) => text.replaceAll(part, () => by)),
  replaceMatches: ofThreeTexts('replaceMatches()', (text, regex, by) =>
    matched('replaceMatches()', regex, replacePattern(text, regex, by)),
  ),
  substring,
  join: withArguments([0, 1], join),
  length: ofText('length()', (text) => [numberNode(text.length)]),
  upper: ofText('upper()', (text) => [stringNode(text.toUpperCase())]),
  lower: ofText('lower()', (text) => [stringNode(text.toLowerCase())]),
  trim: ofText('trim()', (text) => [stringNode(text.trim())]),
  toChars: ofText('toChars()', (text) => [...text].map(stringNode)),
};
