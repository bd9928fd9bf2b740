import type { ValueSet } from '@medplum/fhirtypes';
import { refuse } from '#fhir/operation-outcome.ts';
import type { SystemCodes, Terminology } from '#terminology/terminology.ts';
import { searchError } from '../search-error.ts';
import type { SearchExpression } from '../search-expression.ts';
import { splitValue, unescapeValue } from '../split-value.ts';

/** What a search asks of terminology. */
export type SearchTerminology = Pick<Terminology, 'codesOf' | 'descendants' | 'ancestors' | 'settle'>;

/** Where a search finds value sets: by canonical, or those that it names by a literal reference, read beforehand. */
export interface ValueSetContext {
  terminology: SearchTerminology;
  valueSets?: Map<string, ValueSet> | undefined;
}

/** Codes that one search may ask for by a value set or a hierarchy. */
const MOST_CODES = 20_000;

const SOURCE = 'search.html#token';

/** One value of `:in`, `:not-in`, `:below` or `:above` of a token (search.html#token): a list of codes a system. */
export function compileCodes(
  parameter: string,
  value: string,
  modifier: string,
  { terminology, valueSets }: ValueSetContext,
): SearchExpression {
  const systems =
    modifier === 'in' || modifier === 'not-in'
      ? ofValueSet(parameter, unescapeValue(value), modifier, { terminology, valueSets })
      : inHierarchy(parameter, value, modifier === 'below' ? 'below' : 'above', terminology);
  const total = systems.reduce((sum, { codes }) => sum + codes.size, 0);
  if (total > MOST_CODES)
    throw refuse(
      400,
      'too-costly',
      `${parameter}:${modifier}=${value.slice(0, 200)} stands for ${total} codes; at most ${MOST_CODES} are searched at once`,
      { source: SOURCE },
    );
  const of = systems.map(
    ({ system, codes }): SearchExpression => ({ op: 'token', parameter, system, codes: [...codes] }),
  );
  return { op: 'any', of };
}

function ofValueSet(
  parameter: string,
  valueSet: string,
  modifier: string,
  { terminology, valueSets }: ValueSetContext,
): SystemCodes[] {
  const found = terminology.codesOf(valueSets?.get(valueSet) ?? valueSet);
  if (found.known) return found.systems;
  throw searchError(
    `${parameter}:${modifier} asks for a value set that cannot be listed: ${found.message}`,
    SOURCE,
  );
}

function inHierarchy(
  parameter: string,
  value: string,
  direction: 'above' | 'below',
  terminology: SearchTerminology,
): SystemCodes[] {
  const parts = splitValue(value, '|').map(unescapeValue);
  const [system, code] = parts.length === 1 ? [undefined, parts[0]] : parts;
  if (!code || parts.length > 2)
    throw searchError(
      `'${value}' is no code for ${parameter}:${direction}; expected [system]|[code] or [code]`,
      SOURCE,
    );
  const find = direction === 'below' ? terminology.descendants : terminology.ancestors;
  const found = find.call(terminology, system || undefined, code);
  if (found !== 'unknown') return found;
  throw searchError(`the hierarchy of '${code}' in ${system} is not known to this server`, SOURCE);
}
