import type { TypedValue } from '#fhirpath/compile-expression.ts';
import { fold } from '../fold.ts';
import { searchError } from '../search-error.ts';
import type { IndexValue, SearchExpression } from '../search-expression.ts';
import { splitValue, unescapeValue } from '../split-value.ts';

type Coded = {
  system?: unknown;
  code?: unknown;
  value?: unknown;
  coding?: unknown;
  text?: unknown;
  display?: unknown;
  type?: unknown;
};

/** The name under which the text of a code is indexed as a string, for `code:text=...`. */
export const textOf = (parameter: string): string => `${parameter}:text`;

/** The name under which identifiers are indexed with their type, for `identifier:of-type=...`. */
export const ofTypeOf = (parameter: string): string => `${parameter}:of-type`;

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Stands in the index for a value without system and code, so that `:missing` knows of it. */
const present = (parameter: string): IndexValue => ({ kind: 'token', parameter, system: null, code: null });

function textValue(parameter: string, value: unknown): IndexValue[] {
  const given = text(value);
  return given === null
    ? []
    : [{ kind: 'string', parameter: textOf(parameter), value: given, folded: fold(given) }];
}

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
    const codings = codingsOf(coded);
    const codes = codings.flatMap((coding) => pair(parameter, coding?.system, coding?.code));
    const texts = [coded.text, ...codings.map((coding) => coding?.display)];
    if (!codes.length) codes.push(present(parameter));
    return [...codes, ...texts.flatMap((each) => textValue(parameter, each))];
  }
  if (type === 'Coding')
    return [...pair(parameter, coded.system, coded.code), ...textValue(parameter, coded.display)];
  if (type === 'Identifier') return indexIdentifier(parameter, coded);
  // ContactPoint.system is a code such as `phone`, not the namespace of the value.
  if (type === 'ContactPoint') return pair(parameter, null, coded.value);
  return [];
}

const codingsOf = ({ coding }: Coded): Coded[] => (Array.isArray(coding) ? (coding as Coded[]) : []);

/** An identifier by system and value, by its type and value, and by the text of its type. */
function indexIdentifier(parameter: string, identifier: Coded): IndexValue[] {
  const type = (identifier.type ?? {}) as Coded;
  const values = pair(parameter, identifier.system, identifier.value);
  if (text(identifier.value) !== null)
    for (const { system, code } of codingsOf(type))
      values.push(...pair(ofTypeOf(parameter), system, `${code}|${identifier.value}`));
  return [...(values.length ? values : [present(parameter)]), ...textValue(parameter, type.text)];
}

/** `[system]|[code]|[value]` of `:of-type` (search.html#token): the type of an identifier, and its value. */
export function compileOfType(parameter: string, value: string): SearchExpression {
  const parts = splitValue(value, '|').map(unescapeValue);
  const [system, code, identifier] = parts;
  if (parts.length !== 3 || !system || !code || !identifier)
    throw searchError(
      `'${value}' is no value of ${parameter}:of-type; expected [system]|[code]|[value]`,
      'search.html#token',
    );
  return { op: 'token', parameter: ofTypeOf(parameter), system, code: `${code}|${identifier}` };
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
