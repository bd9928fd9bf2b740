import type { TimeSpan } from '#fhir/date-time.ts';
import { foldAscii } from './fold.ts';
import type {
  EqualValueExpression,
  IndexValue,
  NumberRange,
  Prefix,
  SpanRelation,
  ValueExpression,
} from './search-expression.ts';

/** Whether one search value, which is one of the expression's parameter, meets it. */
export function matchesValue(expression: ValueExpression, value: IndexValue): boolean {
  return expression.op === 'unequal'
    ? !matchesEqualValue(expression.of, value)
    : matchesEqualValue(expression, value);
}

function matchesEqualValue(expression: EqualValueExpression, value: IndexValue): boolean {
  switch (expression.op) {
    case 'token':
      return value.kind === 'token' && matchesToken(expression, value);
    case 'string':
      return value.kind === 'string' && matchesString(expression, value);
    case 'uri':
      if (value.kind !== 'uri') return false;
      if (expression.match === 'above') return `${expression.value}/`.startsWith(`${value.value}/`);
      return expression.match === 'below'
        ? value.value.startsWith(expression.value)
        : value.value === expression.value;
    case 'reference':
      if (value.kind !== 'reference' || !('id' in value)) return false;
      if (expression.id !== undefined && value.id !== expression.id) return false;
      if (!expression.types.includes(value.type)) return false;
      return expression.versionId === undefined || value.versionId === expression.versionId;
    case 'reference-url':
      if (value.kind !== 'reference' || !('url' in value)) return false;
      return expression.match === 'starts'
        ? value.url.startsWith(expression.url)
        : value.url === expression.url;
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

function matchesString(
  { match, value: asked }: Extract<ValueExpression, { op: 'string' }>,
  { value, folded }: Extract<IndexValue, { kind: 'string' }>,
): boolean {
  switch (match) {
    case 'exact':
      return value === asked;
    case 'contains':
      return folded.includes(asked);
    case 'ends':
      return folded.endsWith(asked);
    case 'same':
      return folded === asked;
    case 'from':
      return folded >= asked;
    case 'before':
      return folded < asked;
    case 'starts':
      return folded.startsWith(asked);
  }
}

function matchesToken(
  { system, code, match, codes }: Extract<ValueExpression, { op: 'token' }>,
  value: Extract<IndexValue, { kind: 'token' }>,
): boolean {
  if (code !== undefined && (value.code === null || !matchesCode(value.code, code, match))) return false;
  if (codes && (value.code === null || !codes.includes(value.code))) return false;
  return system === undefined || value.system === system;
}

function matchesCode(found: string, asked: string, match: 'fold' | 'starts' | undefined): boolean {
  if (match === 'fold') return foldAscii(found) === foldAscii(asked);
  return match === 'starts' ? found.startsWith(asked) : found === asked;
}

/** The prefixes over spans of time (search.html#prefix). */
export function matchesTime(prefix: SpanRelation, stored: TimeSpan, { low, high }: TimeSpan): boolean {
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
    case 'ap': {
      const tolerance = Math.abs(Date.now() - (low + high) / 2) / 10;
      return stored.low < high + tolerance && stored.high > low - tolerance;
    }
    case 'covers':
      return stored.low <= low && stored.high >= high;
    case 'overlaps':
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
      return stored.low <= high && stored.high >= low;
  }
}
