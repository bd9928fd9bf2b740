import type { Scope } from '../native/scope.ts';
import { singleOperand } from '../native/singleton.ts';
import {
  booleanCollection,
  type Collection,
  EMPTY,
  Node,
  numberNode,
  quantityNode,
  stringNode,
  temporalNode,
} from '../value/node.ts';
import { Quantity } from '../value/quantity.ts';
import { Temporal } from '../value/temporal.ts';
import { SYSTEM } from '../value/type-shape.ts';
import { type FunctionRule, plain } from './function-rule.ts';

type Convert = (value: unknown) => Node | undefined;

const TRUE_TEXTS = new Set(['true', 't', 'yes', 'y', '1', '1.0']);
const FALSE_TEXTS = new Set(['false', 'f', 'no', 'n', '0', '0.0']);

function toBoolean(value: unknown): Node | undefined {
  const text = String(value).toLowerCase();
  if (typeof value === 'object') return undefined;
  if (TRUE_TEXTS.has(text)) return new Node(true, SYSTEM.Boolean);
  return FALSE_TEXTS.has(text) ? new Node(false, SYSTEM.Boolean) : undefined;
}

function toNumber(value: unknown, pattern: RegExp): number | undefined {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number') return value;
  return typeof value === 'string' && pattern.test(value) ? Number(value) : undefined;
}

function toInteger(value: unknown): Node | undefined {
  const number = toNumber(value, /^[+-]?\d+$/);
  return number !== undefined && Number.isInteger(number) ? numberNode(number) : undefined;
}

function toDecimal(value: unknown): Node | undefined {
  const number = toNumber(value, /^[+-]?\d+(\.\d+)?$/);
  return number === undefined ? undefined : new Node(number, SYSTEM.Decimal);
}

function toText(value: unknown): Node | undefined {
  const isPlainObject =
    typeof value === 'object' && !(value instanceof Temporal) && !(value instanceof Quantity);
  return isPlainObject ? undefined : stringNode(String(value));
}

function toTemporal(kind: 'date' | 'dateTime' | 'time'): Convert {
  return (value) => {
    const isText = typeof value === 'string';
    if (!isText && !(value instanceof Temporal && (value.kind === 'time') === (kind === 'time')))
      return undefined;
    const text = isText ? value : value.text;
    const temporal = Temporal.parse(kind, kind === 'date' && !isText ? (text.split('T')[0] as string) : text);
    return temporal && temporalNode(temporal);
  };
}

function toQuantity(value: unknown): Node | undefined {
  if (value instanceof Quantity) return quantityNode(value);
  if (typeof value === 'number' || typeof value === 'boolean')
    return quantityNode(new Quantity(Number(value), '1'));
  const match = typeof value === 'string' && /^([+-]?\d+(?:\.\d+)?)\s*(?:'([^']+)'|([a-z]+))?$/.exec(value);
  if (!match) return undefined;
  const [, number, code, word] = match;
  if (word === undefined) return quantityNode(new Quantity(Number(number), code ?? '1'));
  const isDuration = /^(year|month|week|day|hour|minute|(milli)?second)s?$/.test(word);
  return isDuration ? quantityNode(new Quantity(Number(number), word.replace(/s$/, ''), true)) : undefined;
}

/** toX() is empty for what does not convert, convertsToX() says whether it would (N1, 5.5). */
function conversions(name: string, convert: Convert): Record<string, FunctionRule> {
  const convertOne = (input: Collection): Node | undefined => {
    const value = singleOperand(input, `to${name}()`);
    return value === undefined ? undefined : convert(value);
  };
  return {
    [`to${name}`]: plain((input) => {
      const node = convertOne(input);
      return node ? [node] : EMPTY;
    }),
    [`convertsTo${name}`]: plain((input) =>
      input.length === 0 ? EMPTY : booleanCollection(convertOne(input) !== undefined),
    ),
  };
}

function instant(scope: Scope): Date {
  scope.instant ??= new Date();
  return scope.instant;
}

/** N1, 5.5 Conversion and 5.9.1 Current date and time: one instant an evaluation. */
export const conversion: Record<string, FunctionRule> = {
  ...conversions('Boolean', toBoolean),
  ...conversions('Integer', toInteger),
  ...conversions('Decimal', toDecimal),
  ...conversions('String', toText),
  ...conversions('Date', toTemporal('date')),
  ...conversions('DateTime', toTemporal('dateTime')),
  ...conversions('Time', toTemporal('time')),
  now: plain((_, scope) => [temporalNode(Temporal.now(instant(scope)))]),
  today: plain((_, scope) => [temporalNode(Temporal.today(instant(scope)))]),
  toQuantity: conversions('Quantity', toQuantity).toQuantity!,
  convertsToQuantity: conversions('Quantity', toQuantity).convertsToQuantity!,
};
