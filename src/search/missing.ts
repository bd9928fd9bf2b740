import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import type { SearchContext } from './compile-parameter.ts';
import { indexKind } from './index-kind.ts';
import { indexedAs } from './indexed-as.ts';
import { identifierOf } from './parameter/reference.ts';
import type { SearchParameterText } from './parse-search.ts';
import { searchError } from './search-error.ts';
import type { IndexKind, SearchExpression } from './search-expression.ts';

/** `:missing` (search.html#missing), about every parameter that the values stand under. */
export function compileMissing(
  type: string,
  definition: SearchParameterDefinition,
  parameter: SearchParameterText,
  context: SearchContext,
): SearchExpression {
  const missing = isMissing(type, definition, context);
  return readMissing(parameter) ? missing : { op: 'not', of: missing };
}

/** Whether a value is asked to be missing; throws a 400 for what is neither true nor false. */
export function readMissing({ name, value }: SearchParameterText): boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  throw searchError(`'${value}' of ${name} is neither true nor false`, 'search.html#missing');
}

/** No value of the parameter is there. */
export function isMissing(
  type: string,
  definition: SearchParameterDefinition,
  { parameters }: SearchContext,
): SearchExpression {
  const kind = indexKind(definition) as IndexKind;
  const { parameters: places, target } = indexedAs(parameters, type, definition);
  const absent = places.map((parameter): SearchExpression => {
    if (target === undefined) return { op: 'missing', parameter, kind };
    return { op: 'not', of: { op: 'reference', parameter, types: [target] } };
  });
  // A reference that only carries an identifier leads nowhere, but it is there.
  if (kind === 'reference')
    absent.push({ op: 'missing', parameter: identifierOf(definition.code), kind: 'token' });
  return { op: 'all', of: absent };
}
