import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';
import { branchesOf } from './branches.ts';
import type { SearchExpression } from './search-expression.ts';
import { unescapeValue } from './split-value.ts';

const MIME_TYPES = 'http://hl7.org/fhir/ValueSet/mimetypes';

interface TokenElements {
  /** One of the elements is a string, whose case is not regarded. */
  strings: boolean;
  /** One of the elements has MIME types. */
  mimeTypes: boolean;
}

const known = new WeakMap<SearchParameterDefinition, Map<string, TokenElements>>();

function elementsOf(
  type: string,
  definition: SearchParameterDefinition,
  parameters: SearchParameters,
): TokenElements {
  const ofTypes = known.get(definition) ?? new Map<string, TokenElements>();
  known.set(definition, ofTypes);
  let elements = ofTypes.get(type);
  if (!elements) {
    const branches = branchesOf(definition.expression ?? '', type);
    elements = {
      strings: branches.some((branch) => parameters.typesAt(branch).includes('string')),
      mimeTypes: branches.some((branch) => parameters.valueSetOfCode(branch)?.split('|')[0] === MIME_TYPES),
    };
    ofTypes.set(type, elements);
  }
  return elements;
}

/** A token of an element of type string is found in any case of its letters (search.html#token). */
export function withoutCase(
  expression: SearchExpression,
  type: string,
  definition: SearchParameterDefinition,
  parameters: SearchParameters,
): SearchExpression {
  const isCased =
    expression.op === 'token' && expression.code !== undefined && /[A-Za-z]/.test(expression.code);
  return isCased && elementsOf(type, definition, parameters).strings
    ? { ...expression, match: 'fold' }
    : expression;
}

/** The base of a MIME type with `:below`, with any parameters (search.html#mimetype); undefined for other values. */
export function belowMimeType(
  parameter: string,
  value: string,
  place: { type: string; definition: SearchParameterDefinition; parameters: SearchParameters },
): SearchExpression | undefined {
  const base = unescapeValue(value);
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(base)) return undefined;
  if (!elementsOf(place.type, place.definition, place.parameters).mimeTypes) return undefined;
  return {
    op: 'any',
    of: [
      { op: 'token', parameter, code: base },
      { op: 'token', parameter, code: `${base};`, match: 'starts' },
      { op: 'token', parameter, code: `${base} `, match: 'starts' },
    ],
  };
}
