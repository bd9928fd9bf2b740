import { fold } from '#search/fold.ts';
import type {
  EqualValueExpression,
  IndexKind,
  SearchExpression,
  StringMatch,
  ValueExpression,
} from '#search/search-expression.ts';
import { behind } from '../behind.ts';
import { compileNumber, compileTime } from './compile-interval.ts';
import {
  type DocumentFilter,
  type ElementFilter,
  elementFilter,
  type Operators,
  unequalFilter,
} from './element-filter.ts';
import { componentMember, searchPath, targetOf } from './search-document.ts';

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
  expression.op in KINDS || expression.op === 'unequal';

/** One value of a search as a filter on documents of the type it is about. */
export function compileValue(expression: ValueExpression): DocumentFilter {
  const equal = expression.op === 'unequal' ? expression.of : expression;
  const path = searchPath(KINDS[equal.op] as IndexKind, equal.parameter);
  const filters = alternatives(equal);
  return equal === expression ? elementFilter(path, filters) : unequalFilter(path, filters);
}

/** One occurrence of a composite: the same value meets a filter of each component. */
export function compileComposite(parameter: string, of: EqualValueExpression[]): DocumentFilter {
  let combined: ElementFilter[] = [{}];
  of.forEach((part, i) => {
    const filters = alternatives(part).map((filter) => withinMember(componentMember(i), filter));
    combined = combined.flatMap((one) => filters.map((filter) => ({ ...one, ...filter })));
  });
  return elementFilter(searchPath('composite', parameter), combined);
}

const withinMember = (member: string, filter: ElementFilter): ElementFilter =>
  Object.fromEntries(Object.entries(filter).map(([name, operators]) => [`${member}.${name}`, operators]));

function alternatives(expression: EqualValueExpression): ElementFilter[] {
  switch (expression.op) {
    case 'token':
      return [tokenFilter(expression)];
    case 'string':
      return [stringFilter(expression)];
    case 'uri':
      return [{ value: uriOperators(expression.match, expression.value) }];
    case 'reference': {
      const { id, types, versionId } = expression;
      if (id === undefined) return types.map((type) => ({ target: startsWith(targetOf(type, '')) }));
      const target = { $in: types.map((type) => targetOf(type, id)) };
      return [versionId ? { target, version: { $eq: versionId } } : { target }];
    }
    case 'reference-url':
      return [
        { target: expression.match === 'starts' ? startsWith(expression.url) : { $eq: expression.url } },
      ];
    case 'date':
      return compileTime(expression.prefix, expression.span, Date.now());
    case 'number':
      return compileNumber(expression.prefix, expression.range);
    case 'quantity':
      return quantityFilters(expression);
  }
}

function tokenFilter({
  system,
  code,
  match,
  codes,
}: Extract<ValueExpression, { op: 'token' }>): ElementFilter {
  return {
    ...(code === undefined ? {} : { code: codeOperators(code, match) }),
    ...(codes ? { code: { $in: codes } } : {}),
    ...(system === undefined ? {} : { system: { $eq: system } }),
  };
}

function codeOperators(code: string, match: 'fold' | 'starts' | undefined): Operators {
  if (match === 'starts') return startsWith(code);
  return match === 'fold' ? { $regex: `^${inAnyCase(code)}${END}` } : { $eq: code };
}

function stringFilter({ match, value }: Extract<ValueExpression, { op: 'string' }>): ElementFilter {
  if (match === 'exact') return { folded: { $eq: fold(value) }, value: { $eq: value } };
  return { folded: foldedOperators(match, value) };
}

function foldedOperators(match: Exclude<StringMatch, 'exact'>, value: string): Operators {
  switch (match) {
    case 'contains':
      return { $regex: literally(value) };
    case 'ends':
      return { $regex: `${literally(value)}${END}` };
    case 'same':
      return { $eq: value };
    case 'from':
      return { $gte: value };
    case 'before':
      return { $lt: value };
    case 'starts':
      return startsWith(value);
  }
}

/** The end of a text; `$` would match before a last line feed as well. */
const END = '(?![\\s\\S])';

/** A pattern that means its letters, those of ASCII in either case. */
const inAnyCase = (text: string): string =>
  literally(text).replace(/[A-Za-z]/g, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);

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
