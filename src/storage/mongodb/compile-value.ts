import { fold } from '#search/fold.ts';
import type { IndexKind, SearchExpression } from '#search/search-expression.ts';
import { behind } from '../behind.ts';
import { compileNumber, compileTime } from './compile-interval.ts';
import { type DocumentFilter, type ElementFilter, elementFilter, type Operators } from './element-filter.ts';
import { searchPath, targetOf } from './search-document.ts';

/** Expressions that the values of one parameter answer. */
export type ValueExpression = Extract<
  SearchExpression,
  { op: 'token' | 'string' | 'uri' | 'reference' | 'reference-url' | 'date' | 'number' | 'quantity' }
>;

const KINDS: Record<string, IndexKind> = {
  token: 'token',
  string: 'string',
  uri: 'uri',
  reference: 'reference',
  'reference-url': 'reference',
  date: 'date',
  number: 'number',
  quantity: 'quantity',
};

export const isValueExpression = (expression: SearchExpression): expression is ValueExpression =>
  expression.op in KINDS;

/** One value of a search as a filter on documents of the type it is about. */
export function compileValue(expression: ValueExpression): DocumentFilter {
  const path = searchPath(KINDS[expression.op] as IndexKind, expression.parameter);
  return elementFilter(path, alternatives(expression));
}

function alternatives(expression: ValueExpression): ElementFilter[] {
  switch (expression.op) {
    case 'token':
      return [tokenFilter(expression)];
    case 'string':
      return [stringFilter(expression)];
    case 'uri':
      return [{ value: uriOperators(expression.match, expression.value) }];
    case 'reference': {
      const { id, types, versionId } = expression;
      const target = { $in: types.map((type) => targetOf(type, id)) };
      return [versionId ? { target, version: { $eq: versionId } } : { target }];
    }
    case 'reference-url':
      return [{ target: { $eq: expression.url } }];
    case 'date':
      return compileTime(expression.prefix, expression.span, Date.now());
    case 'number':
      return compileNumber(expression.prefix, expression.range);
    case 'quantity':
      return quantityFilters(expression);
  }
}

function tokenFilter({ system, code }: Extract<ValueExpression, { op: 'token' }>): ElementFilter {
  return {
    ...(code === undefined ? {} : { code: { $eq: code } }),
    ...(system === undefined ? {} : { system: { $eq: system } }),
  };
}

function stringFilter({ match, value }: Extract<ValueExpression, { op: 'string' }>): ElementFilter {
  if (match === 'exact') return { folded: { $eq: fold(value) }, value: { $eq: value } };
  if (match === 'contains') return { folded: { $regex: literally(value) } };
  return { folded: startsWith(value) };
}

/** A pattern that means its letters and nothing more. */
const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Text that begins with a prefix, as a range that an index serves. */
export function startsWith(prefix: string): Operators {
  return prefix === '' ? { $exists: true } : { $gte: prefix, $lt: behind(prefix) };
}

function uriOperators(match: 'exact' | 'below' | 'above', value: string): Operators {
  if (match === 'below') return startsWith(value);
  if (match === 'exact') return { $eq: value };
  // Above: each of the paths that lead to it, so that the index serves.
  const segments = value.split('/');
  return { $in: segments.map((_, i) => segments.slice(0, i + 1).join('/')) };
}

function quantityFilters(expression: Extract<ValueExpression, { op: 'quantity' }>): ElementFilter[] {
  const { prefix, range, system, code } = expression;
  const inSystem: ElementFilter = system === undefined ? {} : { system: { $eq: system } };
  const units: ElementFilter[] =
    code === undefined
      ? [{}]
      : system === undefined
        ? [{ code: { $eq: code } }, { unit: { $eq: code } }]
        : [{ code: { $eq: code } }];
  return compileNumber(prefix, range).flatMap((number) =>
    units.map((unit) => ({ ...number, ...unit, ...inSystem })),
  );
}
