import type { Definitions, SearchParameterDefinition } from '#conformance/definitions.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';
import type { Resource } from '#fhir/resource.ts';
import { type CompiledExpression, compileExpression } from '#fhirpath/compile-expression.ts';
import { contentWords, narrativeWords } from './full-text/words-of.ts';
import { compileComposite, type IndexComposite } from './index-composite.ts';
import { indexKind } from './index-kind.ts';
import { indexValue } from './index-value.ts';
import { indexedAs } from './indexed-as.ts';
import { indexNear, isNear } from './parameter/near.ts';
import type { IndexKind, IndexValue } from './search-expression.ts';

/** Resource -> all its search values. */
export type IndexResource = (resource: Resource) => IndexValue[];

interface Indexed {
  code: string;
  kind: IndexKind;
  expression: CompiledExpression;
  /** The references themselves stand in the index under another parameter; only their identifiers are taken. */
  identifiersOnly: boolean;
}

/** What is indexed of the resources of one type. */
interface IndexedType {
  parameters: Indexed[];
  composites: IndexComposite[];
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
  const compiled = new Map<string, IndexedType>();
  let generation = parameters.generation;

  const compileOne = (type: string, parameter: SearchParameterDefinition): Indexed[] => {
    const kind = indexKind(parameter);
    if (!kind) return [];
    const { parameters: places, target } = indexedAs(parameters, type, parameter);
    const elsewhere = places[0] !== parameter.code || places.length > 1;
    if (elsewhere && target === undefined) return [];
    const expression = compileExpression(parameter.expression as string, type, definitions);
    return [{ code: parameter.code, kind, expression, identifiersOnly: elsewhere }];
  };

  const compile = (type: string): IndexedType => ({
    parameters: parameters.indexed(type).flatMap((parameter) => compileOne(type, parameter)),
    composites: parameters.indexed(type).flatMap((parameter) => {
      const composite = isNear(parameter)
        ? indexPositions(type, parameter, definitions)
        : compileComposite(type, parameter, parameters, definitions, baseUrl);
      return composite ? [composite] : [];
    }),
  });

  const indexOf = (resource: Resource, rootResource: Resource): IndexValue[] => {
    if (generation !== parameters.generation) {
      compiled.clear();
      generation = parameters.generation;
    }
    let indexed = compiled.get(resource.resourceType);
    if (!indexed) {
      indexed = compile(resource.resourceType);
      compiled.set(resource.resourceType, indexed);
    }
    const environment = { resource, rootResource };
    const values: IndexValue[] = [];
    for (const { code, kind, expression, identifiersOnly } of indexed.parameters) {
      for (const value of expression.evaluate(resource, environment)) {
        for (const found of indexValue(kind, code, value, baseUrl))
          if (!identifiersOnly || found.kind === 'token') values.push(found);
      }
    }
    for (const composite of indexed.composites) composite(resource, values);
    return values;
  };

  return (resource) => {
    const values = indexOf(resource, resource);
    addText(values, '_text', narrativeWords(resource));
    addText(values, '_content', contentWords(resource));
    if (!Array.isArray(resource.contained)) return values;
    for (const one of resource.contained as Resource[]) {
      const { resourceType: type, id } = one ?? {};
      if (typeof id !== 'string' || !definitions.resourceTypes.has(type)) continue;
      const contained = { type, id: `#${id}` };
      for (const value of indexOf(one, resource)) values.push({ ...value, contained });
    }
    return values;
  };
}

/** Places on the earth stand in the index as those composites do that have an index of their own. */
function indexPositions(
  type: string,
  { code, expression = '' }: SearchParameterDefinition,
  definitions: Definitions,
): IndexComposite {
  const positions = compileExpression(expression, type, definitions);
  return (resource, values) => {
    const found = positions.evaluate(resource, { resource, rootResource: resource });
    values.push(...found.flatMap((value, i) => indexNear(code, value, i + 1)));
  };
}

function addText(values: IndexValue[], parameter: '_text' | '_content', words: Set<string>): void {
  if (words.size) values.push({ kind: 'text', parameter, words: [...words].join(' ') });
}
