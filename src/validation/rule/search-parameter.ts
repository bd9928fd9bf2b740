import type { Definitions } from '#conformance/definitions.ts';
import { compileExpression } from '#fhirpath/compile-expression.ts';
import { isObject } from '../is-object.ts';
import { type Place, placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';
import type { Check, JsonObject } from '../shape.ts';

const SOURCE = 'StructureDefinition/SearchParameter#SearchParameter';

function problemOf(expression: string, type: string, definitions: Definitions): string | undefined {
  try {
    compileExpression(expression, type, definitions);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 200) : String(error);
  }
}

function checkExpression(
  expression: unknown,
  base: unknown,
  place: Place,
  run: Run,
  definitions: Definitions,
): void {
  const [type] = Array.isArray(base) ? base : [];
  if (typeof expression !== 'string' || typeof type !== 'string' || !definitions.types.has(type)) return;
  const problem = problemOf(expression, type, definitions);
  if (problem === undefined) return;
  const words = `Found ${quote(expression)}, expected a FHIRPath expression: ${problem}`;
  run.error('invalid', placeBelow(place, 'expression'), `${words}.`, `${SOURCE}.expression`);
}

function checkComponents({ type, component }: JsonObject, place: Place, run: Run): void {
  const count = Array.isArray(component) ? component.length : 0;
  if (type === 'composite' ? count >= 2 : count === 0) return;
  const expected =
    type === 'composite' ? 'at least two, since it is composite' : `none, since it is of type ${type}`;
  run.error(
    'structure',
    placeBelow(place, 'component'),
    `Found ${count} components, expected ${expected}.`,
    `${SOURCE}.component`,
  );
}

function checkDerivation(
  { derivedFrom, type }: JsonObject,
  place: Place,
  run: Run,
  definitions: Definitions,
): void {
  const base = definitions.searchParameters.find(({ url }) => url === derivedFrom);
  if (base === undefined || base.type === type) return;
  const words = `Found the type ${quote(type)}, expected ${base.type}, as ${quote(derivedFrom)} has it`;
  run.error('value', placeBelow(place, 'type'), `${words}.`, `${SOURCE}.derivedFrom`);
}

/** What searchparameter.html says of expressions, components and derivation, beyond the invariants. */
export function compileSearchParameter(definitions: Definitions): Check<JsonObject> {
  return (parameter, place, run) => {
    checkExpression(parameter.expression, parameter.base, place, run, definitions);
    checkComponents(parameter, place, run);
    checkDerivation(parameter, place, run, definitions);
    const components = Array.isArray(parameter.component) ? parameter.component : [];
    for (const [i, component] of components.entries()) {
      if (!isObject(component)) continue;
      checkExpression(
        component.expression,
        parameter.base,
        placeBelow(place, 'component', i),
        run,
        definitions,
      );
    }
  };
}
