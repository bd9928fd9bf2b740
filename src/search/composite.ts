import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';
import { branchesOf } from './branches.ts';
import { indexKind } from './index-kind.ts';
import type { IndexKind } from './search-expression.ts';

/** One part of a composite: the parameter that says how its value is read, and where it stands. */
export interface Component {
  definition: SearchParameterDefinition;
  kind: IndexKind;
  /** A path from the composite's own element. */
  expression: string;
}

/**
 * A composite parameter of one type (search.html#composite). Of `Observation | Observation.component` the first
 * branch is the resource itself, which has one code and one value: there the composite asks the same as its
 * components one by one, and needs no index of its own. The other branches repeat, and have one.
 */
export interface Composite {
  components: Component[];
  ofResource: boolean;
  branches: string[];
}

/** The name under which the values of a component are indexed. */
export const componentOf = (composite: string, position: number): string => `${composite}$${position}`;

/** The parts of a composite parameter; undefined for one whose components are not all known and searched. */
export function compositeOf(
  type: string,
  parameter: SearchParameterDefinition,
  parameters: SearchParameters,
): Composite | undefined {
  if (parameter.type !== 'composite' || !parameter.expression || !parameter.component?.length)
    return undefined;
  const components: Component[] = [];
  const definitions = parameter.component.map(({ definition: url }) => parameters.byUrl(url));
  for (const [i, { expression }] of parameter.component.entries()) {
    const definition = meantBy(expression, definitions[i], definitions, type);
    const kind = definition && indexKind(definition);
    if (!definition || !kind) return undefined;
    components.push({ definition, kind, expression });
  }
  const branches = branchesOf(parameter.expression, type);
  const ofResource = branches.includes(type);
  // The parameters that answer for the resource itself have to be parameters of this type.
  if (
    ofResource &&
    !components.every(({ definition: { code, url } }) => parameters.find(type, code)?.url === url)
  )
    return undefined;
  return { components, ofResource, branches: branches.filter((branch) => branch !== type) };
}

/**
 * The parameter that reads a component: the one it names, unless another of the same composite is the one about its
 * path. R4 has the two of `DocumentReference?relationship` the wrong way round.
 */
function meantBy(
  expression: string,
  named: SearchParameterDefinition | undefined,
  all: (SearchParameterDefinition | undefined)[],
  type: string,
): SearchParameterDefinition | undefined {
  const isAbout = (definition: SearchParameterDefinition | undefined) =>
    definition?.expression !== undefined &&
    branchesOf(definition.expression, type).some((branch) => branch.endsWith(`.${expression}`));
  return isAbout(named) ? named : (all.find(isAbout) ?? named);
}
