import type { TypedValue } from '#fhirpath/compile-expression.ts';
import { searchError } from '../search-error.ts';
import type { IndexValue, SearchExpression } from '../search-expression.ts';
import { splitValue, unescapeValue } from '../split-value.ts';

type Coded = { system?: unknown; code?: unknown; value?: unknown; coding?: unknown };

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function pair(parameter: string, system: unknown, code: unknown): IndexValue[] {
  const [s, c] = [text(system), text(code)];
  return s === null && c === null ? [] : [{ kind: 'token', parameter, system: s, code: c }];
}

/** Search values of a token parameter (search.html#token), by the type of the element. */
export function indexToken(parameter: string, { value, type }: TypedValue): IndexValue[] {
  if (typeof value === 'boolean') return [{ kind: 'token', parameter, system: null, code: String(value) }];
  if (typeof value === 'string') return pair(parameter, null, value);
  if (typeof value === 'number') return pair(parameter, null, String(value));
  if (typeof value !== 'object' || value === null) return [];
  const coded = value as Coded;
  if (type === 'CodeableConcept') {
    const codings = Array.isArray(coded.coding) ? (coded.coding as Coded[]) : [];
    return codings.flatMap((coding) => pair(parameter, coding?.system, coding?.code));
  }
  if (type === 'Coding') return pair(parameter, coded.system, coded.code);
  if (type === 'Identifier') return pair(parameter, coded.system, coded.value);
  // ContactPoint.system is a code such as `phone`, not the namespace of the value.
  if (type === 'ContactPoint') return pair(parameter, null, coded.value);
  return [];
}

/** One value of a token search: `code`, `system|code`, `|code` or `system|`. */
export function compileToken(parameter: string, value: string): SearchExpression {
  const parts = splitValue(value, '|').map(unescapeValue);
  if (parts.length > 2)
    throw searchError(
      `'${value}' of ${parameter} has more than one '|'; expected [system]|[code]`,
      'search.html#token',
    );
  if (parts.length === 1) return { op: 'token', parameter, code: parts[0] as string };
  const [system, rest] = parts;
  if (!system && !rest)
    throw searchError(`'|' alone is no value of ${parameter}; expected [system]|[code]`, 'search.html#token');
  return { op: 'token', parameter, system: system || null, ...(rest ? { code: rest } : {}) };
}
