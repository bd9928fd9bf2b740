import { parseReference } from '#fhir/reference.ts';
import type { TypedValue } from '#fhirpath/compile-expression.ts';
import { searchError } from '../search-error.ts';
import type { IndexValue, SearchExpression } from '../search-expression.ts';
import { unescapeValue } from '../split-value.ts';

/** The name under which the identifiers of a reference are indexed as tokens, for `subject:identifier=...`. */
export const identifierOf = (parameter: string): string => `${parameter}:identifier`;

function indexLiteral(parameter: string, reference: string, baseUrl: string): IndexValue[] {
  if (!reference) return [];
  const literal = parseReference(reference);
  if (literal && (literal.base === undefined || literal.base === baseUrl)) {
    const { type, id, versionId = '' } = literal;
    return [{ kind: 'reference', parameter, type, id, versionId }];
  }
  return [{ kind: 'reference', parameter, url: reference }];
}

/**
 * Search values of a reference parameter: where it leads, and the identifier it carries (search.html#reference).
 * A reference to a contained resource leads nowhere else, but it is there, which `:missing` asks for.
 */
export function indexReference(parameter: string, { value }: TypedValue, baseUrl: string): IndexValue[] {
  if (typeof value === 'string') {
    // canonical: found with and without its version.
    const bare = value.split('|')[0] ?? value;
    const whole: IndexValue = { kind: 'reference', parameter, url: value };
    return bare === value ? [whole] : [whole, { kind: 'reference', parameter, url: bare }];
  }
  if (typeof value !== 'object' || value === null) return [];
  const { reference, identifier } = value as {
    reference?: unknown;
    identifier?: { system?: unknown; value?: unknown };
  };
  const result = typeof reference === 'string' ? indexLiteral(parameter, reference, baseUrl) : [];
  const system = typeof identifier?.system === 'string' ? identifier.system : null;
  const code = typeof identifier?.value === 'string' ? identifier.value : null;
  if (system !== null || code !== null)
    result.push({ kind: 'token', parameter: identifierOf(parameter), system, code });
  // A reference of a display alone leads nowhere, but it is there.
  if (!result.length)
    result.push({ kind: 'token', parameter: identifierOf(parameter), system: null, code: null });
  return result;
}

/** What a reference value is compared with: the allowed target types and this server's own base. */
export interface ReferenceContext {
  targets: string[];
  baseUrl: string;
}

/** One value of a reference search: `id`, `Type/id`, an absolute URL, or a canonical. */
export function compileReference(
  parameter: string,
  value: string,
  context: ReferenceContext,
  type?: string,
): SearchExpression {
  const text = unescapeValue(value);
  const literal = parseReference(text);
  if (literal && (literal.base === undefined || literal.base === context.baseUrl)) {
    if (type && type !== literal.type) {
      throw searchError(
        `${parameter}:${type} was asked for a reference to ${literal.type}`,
        'search.html#reference',
      );
    }
    const { id, versionId } = literal;
    return { op: 'reference', parameter, types: [literal.type], id, ...(versionId ? { versionId } : {}) };
  }
  if (/^[A-Za-z0-9\-.]{1,64}$/.test(text))
    return { op: 'reference', parameter, types: type ? [type] : context.targets, id: text };
  return { op: 'reference-url', parameter, url: text };
}
