import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import type { SearchContext } from './compile-parameter.ts';
import { withImpliedSystems } from './implied-systems.ts';
import { indexKind } from './index-kind.ts';
import { type IndexedAs, indexedAs } from './indexed-as.ts';
import { compileDate } from './parameter/date.ts';
import { compileNumber } from './parameter/number.ts';
import { compileQuantity } from './parameter/quantity.ts';
import { compileReference, identifierOf } from './parameter/reference.ts';
import { compileReferenceHierarchy } from './parameter/reference-hierarchy.ts';
import { compileString } from './parameter/string.ts';
import { compileOfType, compileToken, textOf } from './parameter/token.ts';
import { compileCodes } from './parameter/token-codes.ts';
import { compileUri } from './parameter/uri.ts';
import { searchError } from './search-error.ts';
import type { IndexKind, SearchExpression } from './search-expression.ts';
import { belowMimeType, withoutCase } from './token-elements.ts';

/** One expression for any of these. */
export const anyOf = (of: SearchExpression[]): SearchExpression =>
  of.length === 1 ? (of[0] as SearchExpression) : { op: 'any', of };

/** One value of a parameter of `type`, with its modifier, about the values as they stand in the index. */
export function compileValue(
  type: string,
  definition: SearchParameterDefinition,
  value: string,
  modifier: string | undefined,
  context: SearchContext,
): SearchExpression {
  if (value === '') throw searchError(`the parameter ${definition.code} has an empty value in its list`);
  const kind = indexKind(definition) as IndexKind;
  const place = indexedAs(context.parameters, type, definition);
  if (kind === 'reference' && modifier === 'identifier')
    return compileToken(identifierOf(definition.code), value);
  return anyOf(
    place.parameters.map((parameter) => {
      if (kind === 'reference') return compileTarget(parameter, place, definition, value, modifier, context);
      if (kind === 'token' && modifier === 'below') {
        const mimeType = belowMimeType(parameter, value, {
          type,
          definition,
          parameters: context.parameters,
        });
        if (mimeType) return mimeType;
      }
      const plain = compilePlain(kind, parameter, value, modifier, context);
      if (kind !== 'token') return plain;
      return withImpliedSystems(
        withoutCase(plain, type, definition, context.parameters),
        type,
        definition,
        context,
      );
    }),
  );
}

function compileTarget(
  parameter: string,
  { target }: IndexedAs,
  definition: SearchParameterDefinition,
  value: string,
  modifier: string | undefined,
  { resourceTypes, baseUrl, parameters }: SearchContext,
): SearchExpression {
  const targets = target ? [target] : (definition.target ?? [...resourceTypes]);
  if (modifier === 'below' || modifier === 'above')
    return anyOf(compileReferenceHierarchy(parameter, value, modifier, { targets, parameters, baseUrl }));
  const found = compileReference(parameter, value, { targets, baseUrl }, modifier);
  // `patient=Group/1` is no patient, though the index holds it as a subject.
  const wrong = target !== undefined && found.op === 'reference' && !found.types.includes(target);
  return wrong ? { op: 'any', of: [] } : found;
}

/** One value about one parameter of the index. */
export function compilePlain(
  kind: Exclude<IndexKind, 'reference'>,
  parameter: string,
  value: string,
  modifier: string | undefined,
  context: SearchContext,
): SearchExpression {
  switch (kind) {
    case 'token':
      if (modifier === 'text') return compileString(textOf(parameter), value);
      if (modifier === 'of-type') return compileOfType(parameter, value);
      if (modifier === undefined || modifier === 'not') return compileToken(parameter, value);
      return compileCodes(parameter, value, modifier, context);
    case 'string':
      return compileString(parameter, value, modifier);
    case 'uri':
      return compileUri(parameter, value, modifier);
    case 'date':
      return compileDate(parameter, value);
    case 'number':
      return compileNumber(parameter, value);
    case 'quantity':
      return compileQuantity(parameter, value);
  }
}
