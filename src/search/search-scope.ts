import type { CompartmentDefinition } from '#conformance/definitions.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import { compileParameter, type SearchContext } from './compile-parameter.ts';
import { anyOf } from './compile-value.ts';
import { searchError } from './search-error.ts';
import type { SearchExpression } from './search-expression.ts';

/** Which resources a search is about, before any parameter. */
export interface SearchScope {
  types: string[];
  /** The scope as the URL has it behind the base: `Patient`, `Patient/1/Observation`, or nothing for all. */
  path: string;
  /** What a resource of a type has to meet to be in it; absent where all are. */
  within?: (type: string) => SearchExpression;
}

/** All resources of one type. */
export const ofType = (type: string): SearchScope => ({ types: [type], path: type });

/** All resources (http.html#search, `GET [base]?parameters`). */
export const ofSystem = ({ resourceTypes }: SearchContext): SearchScope => ({
  types: [...resourceTypes].sort(),
  path: '',
});

/**
 * The compartment of a resource (compartmentdefinition.html): of one type, or of every type with `*`. The resource
 * itself belongs to it. Throws 404 for a type that has no compartment, 400 for one that is never in it.
 */
export function ofCompartment(
  { compartment, id, type }: { compartment: string; id: string; type: string },
  compartments: CompartmentDefinition[],
  context: SearchContext,
): SearchScope {
  const definition = compartments.find(({ code }) => code === compartment);
  if (!definition) {
    const known = compartments.map(({ code }) => code).join(', ');
    throw refuse(404, 'not-supported', `${compartment} is no compartment; compartments are ${known}`, {
      source: 'compartmentdefinition.html',
    });
  }
  const all = typesOf(definition);
  if (type !== '*' && !all.includes(type))
    throw searchError(
      `no ${type} is in the compartment of a ${compartment}; in it are ${all.join(', ')}`,
      'compartmentdefinition.html',
    );
  return {
    types: type === '*' ? all : [type],
    path: `${compartment}/${id}/${type}`,
    within: (one) => inCompartment(one, definition, [id], context),
  };
}

/** The types that can be in a compartment. */
export function typesOf({ code, resources }: CompartmentDefinition): string[] {
  return Object.keys(resources)
    .filter((type) => type === code || resources[type]?.length)
    .sort();
}

/** A resource of `type` is in the compartment of one of these resources. */
export function inCompartment(
  type: string,
  { code, resources }: CompartmentDefinition,
  ids: string[],
  context: SearchContext,
): SearchExpression {
  const refers = (resources[type] ?? [])
    .filter((parameter) => parameter !== '{def}')
    .flatMap((parameter) =>
      ids.map((id) =>
        compileParameter(type, { name: parameter, code: parameter, value: `${code}/${id}` }, context),
      ),
    );
  return anyOf(type === code ? [{ op: 'id', ids }, ...refers] : refers);
}
