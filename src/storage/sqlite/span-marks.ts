import type { IndexKind, IndexValue, SearchExpression } from '#search/search-expression.ts';
import { compileValue } from './compile-value.ts';
import type { Names } from './names.ts';
import { joined, type Sql, sql } from './sql.ts';

/** Kinds of values that have a beginning and an end. */
type SpanKind = 'date' | 'number' | 'quantity';

type SpanValue = Extract<IndexValue, { kind: SpanKind }>;
type Span = Extract<SearchExpression, { op: SpanKind }>;

/** How far apart the ends of a plain value are at most: a day, or nothing. */
const WIDTH: Record<SpanKind, number> = { date: 86_400_000, number: 0, quantity: 0 };

/**
 * Marks a parameter for good when a resource has several values of it, or a value is wide. Of one without marks it is
 * known that its criteria are all about the same narrow value, so that an index can be read from one bound to the
 * other. `seen` holds the parameters that a resource has had a value of.
 */
export function markSpan(type: string, value: SpanValue, seen: Set<string>, names: Names): void {
  const { parameter, low, high, kind } = value;
  if (seen.has(parameter)) names.mark(`many ${type}.${parameter}`);
  seen.add(parameter);
  if (high - low > WIDTH[kind]) names.mark(`wide ${type}.${parameter}`);
}

export const isSpanValue = (value: IndexValue): value is SpanValue =>
  value.kind === 'date' || value.kind === 'number' || value.kind === 'quantity';

const isSpan = (expression: SearchExpression): expression is Span =>
  expression.op === 'date' || expression.op === 'number' || expression.op === 'quantity';

/** Criteria about the one value of a parameter, as one condition on the row `x` of its index. */
export interface Bounds {
  kind: IndexKind;
  parameter: string;
  criteria: SearchExpression[];
  where: Sql;
}

/** The criteria on each parameter that never had several values or a wide one. */
export function boundsOf(type: string, criteria: SearchExpression[], names: Names): Bounds[] {
  const plain = criteria.filter(isSpan).filter(({ parameter }) => {
    const name = `${type}.${parameter}`;
    return names.find(`many ${name}`) === -1 && names.find(`wide ${name}`) === -1;
  });
  return [...Map.groupBy(plain, ({ parameter }) => parameter)].map(([parameter, about]) => ({
    kind: (about[0] as Span).op,
    parameter,
    criteria: about,
    where: joined(
      about.flatMap((one) => [compileValue(type, one, names, 'x.').where, ...lowerBound(one)]),
      ' AND ',
    ),
  }));
}

/** What ends behind a point begins no earlier than a value's width before it: a bound on the column of the order. */
function lowerBound(span: Span): Sql[] {
  if (span.prefix !== 'gt' && span.prefix !== 'ge') return [];
  const end = span.op === 'date' ? (span.prefix === 'gt' ? span.span.high : span.span.low) : span.range.value;
  return [sql('x.low >= ?', end - WIDTH[span.op])];
}
