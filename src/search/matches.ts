import type { TimeSpan } from '#fhir/date-time.ts';
import type { IndexValue, NumberRange, Prefix, SearchExpression } from './search-expression.ts';

/** A resource as a search sees it before it is stored. */
export interface Searchable {
  id: string;
  index: IndexValue[];
}

/**
 * Whether a resource that is not stored yet meets an expression, by its own search values. Chains, `_has` and
 * `_lastUpdated` ask about what is stored, and are never met here.
 */
export function matches(expression: SearchExpression, resource: Searchable): boolean {
  switch (expression.op) {
    case 'all':
      return expression.of.every((e) => matches(e, resource));
    case 'any':
      return expression.of.some((e) => matches(e, resource));
    case 'not':
      return !matches(expression.of, resource);
    case 'missing':
      return !resource.index.some((v) => v.kind === expression.kind && v.parameter === expression.parameter);
    case 'id':
      return expression.ids.includes(resource.id);
    case 'chain':
    case 'has':
    case 'last-updated':
      return false;
    default:
      return resource.index.some((v) => v.parameter === expression.parameter && matchesValue(expression, v));
  }
}

type ValueExpression = Exclude<
  SearchExpression,
  { op: 'all' | 'any' | 'not' | 'missing' | 'id' | 'chain' | 'has' | 'last-updated' }
>;

function matchesValue(expression: ValueExpression, value: IndexValue): boolean {
  switch (expression.op) {
    case 'token':
      return value.kind === 'token' && matchesToken(expression, value);
    case 'string':
      if (value.kind !== 'string') return false;
      if (expression.match === 'exact') return value.value === expression.value;
      return expression.match === 'contains'
        ? value.folded.includes(expression.value)
        : value.folded.startsWith(expression.value);
    case 'uri':
      if (value.kind !== 'uri') return false;
      if (expression.match === 'above') return `${expression.value}/`.startsWith(`${value.value}/`);
      return expression.match === 'below'
        ? value.value.startsWith(expression.value)
        : value.value === expression.value;
    case 'reference':
      if (value.kind !== 'reference' || !('id' in value)) return false;
      if (value.id !== expression.id || !expression.types.includes(value.type)) return false;
      return expression.versionId === undefined || value.versionId === expression.versionId;
    case 'reference-url':
      return value.kind === 'reference' && 'url' in value && value.url === expression.url;
    case 'date':
      return value.kind === 'date' && matchesTime(expression.prefix, value, expression.span);
    case 'number':
      return value.kind === 'number' && matchesNumber(expression.prefix, value, expression.range);
    case 'quantity':
      if (value.kind !== 'quantity' || !matchesNumber(expression.prefix, value, expression.range))
        return false;
      if (expression.system !== undefined && value.system !== expression.system) return false;
      if (expression.code === undefined || value.code === expression.code) return true;
      return expression.system === undefined && value.unit === expression.code;
  }
}

function matchesToken(
  { system, code }: Extract<ValueExpression, { op: 'token' }>,
  value: Extract<IndexValue, { kind: 'token' }>,
): boolean {
  if (code !== undefined && value.code !== code) return false;
  return system === undefined || value.system === system;
}

/** The prefixes over spans of time (search.html#prefix). */
function matchesTime(prefix: Prefix, stored: TimeSpan, { low, high }: TimeSpan): boolean {
  const within = stored.low >= low && stored.high <= high;
  switch (prefix) {
    case 'eq':
      return within;
    case 'ne':
      return !within;
    case 'gt':
      return stored.high > high;
    case 'lt':
      return stored.low < low;
    case 'ge':
      return stored.high > high || within;
    case 'le':
      return stored.low < low || within;
    case 'sa':
      return stored.low >= high;
    case 'eb':
      return stored.high <= low;
    case 'ap':
      return stored.low < high && stored.high > low;
  }
}

/** The prefixes over numbers and ranges of them (search.html#number). */
function matchesNumber(
  prefix: Prefix,
  stored: { low: number; high: number },
  { value, low, high }: NumberRange,
): boolean {
  const within = stored.low >= low && stored.high < high;
  switch (prefix) {
    case 'eq':
      return within;
    case 'ne':
      return !within;
    case 'gt':
      return stored.high > value;
    case 'lt':
      return stored.low < value;
    case 'ge':
      return stored.high >= value;
    case 'le':
      return stored.low <= value;
    case 'sa':
      return stored.low > value;
    case 'eb':
      return stored.high < value;
    case 'ap':
      return stored.low <= value * 1.1 && stored.high >= value * 0.9;
  }
}
