import type { Definitions, SearchParameterDefinition } from '#conformance/definitions.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';
import type { Resource } from '#fhir/resource.ts';
import { type CompiledExpression, compileExpression, type TypedValue } from '#fhirpath/compile-expression.ts';
import { indexDate } from './parameter/date.ts';
import { indexNumber } from './parameter/number.ts';
import { indexQuantity } from './parameter/quantity.ts';
import { indexReference } from './parameter/reference.ts';
import { indexString } from './parameter/string.ts';
import { indexToken } from './parameter/token.ts';
import { indexUri } from './parameter/uri.ts';
import type { IndexKind, IndexValue } from './search-expression.ts';
import { indexKind } from './supported-parameter.ts';

/** Resource -> all its search values. */
export type IndexResource = (resource: Resource) => IndexValue[];

interface Indexed {
  code: string;
  kind: IndexKind;
  expression: CompiledExpression;
}

/**
 * Makes the function that computes the search values of any resource from the SearchParameters of its
 * type (search.html#2.21). Expressions are compiled once a type, when the first resource of it arrives.
 * `baseUrl` is this server's base: an absolute reference to it counts as a relative one.
 */
export function createIndexer(
  definitions: Definitions,
  parameters: SearchParameters,
  baseUrl: string,
): IndexResource {
  const compiled = new Map<string, Indexed[]>();

  const compile = (type: string): Indexed[] =>
    parameters.of(type).flatMap((parameter: SearchParameterDefinition) => {
      const kind = indexKind(parameter);
      if (!kind) return [];
      return [
        {
          code: parameter.code,
          kind,
          expression: compileExpression(parameter.expression as string, type, definitions),
        },
      ];
    });

  return (resource) => {
    let indexed = compiled.get(resource.resourceType);
    if (!indexed) {
      indexed = compile(resource.resourceType);
      compiled.set(resource.resourceType, indexed);
    }
    const environment = { resource, rootResource: resource };
    const values: IndexValue[] = [];
    for (const { code, kind, expression } of indexed) {
      for (const value of expression.evaluate(resource, environment))
        values.push(...indexValue(kind, code, value, baseUrl));
    }
    return values;
  };
}

function indexValue(kind: IndexKind, code: string, value: TypedValue, baseUrl: string): IndexValue[] {
  switch (kind) {
    case 'token':
      return indexToken(code, value);
    case 'string':
      return indexString(code, value);
    case 'uri':
      return indexUri(code, value);
    case 'reference':
      return indexReference(code, value, baseUrl);
    case 'date':
      return indexDate(code, value);
    case 'number':
      return indexNumber(code, value);
    case 'quantity':
      return indexQuantity(code, value);
  }
}
