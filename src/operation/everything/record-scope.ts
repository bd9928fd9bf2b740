import type { CompartmentDefinition } from '#conformance/definitions.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import { indexedAs } from '#search/indexed-as.ts';
import type { SearchExpression } from '#search/search-expression.ts';

/** What an $everything is about: the resources that belong to it, by type, and what of it comes first. */
export interface RecordScope {
  /** The request as the URL has it behind the base, e.g. `Patient/1/$everything`. */
  path: string;
  /** The resource that it is all about, which is the first match; absent where it is about many. */
  focus?: { type: string; id: string };
  /** The types of which resources may belong to it. */
  types: string[];
  /** What a resource of one of these types has to meet to belong to it. */
  within: (type: string) => SearchExpression;
  /** The compartment that tells whose a resource is. */
  compartment: CompartmentDefinition;
  /** Whether the definitions that its definitions name belong to it as well, as a plan's activities do to a study. */
  followsDefinitions: boolean;
}

/** A resource of `type` is in anybody's compartment; absent for a type that never is. */
export function inAnyCompartment(
  type: string,
  { code, resources }: CompartmentDefinition,
  { parameters }: SearchContext,
): SearchExpression | undefined {
  if (type === code) return { op: 'all', of: [] };
  const of = (resources[type] ?? []).flatMap((name) => {
    const definition = parameters.find(type, name);
    return definition ? indexedAs(parameters, type, definition).parameters : [];
  });
  const refers = [...new Set(of)].map(
    (parameter): SearchExpression => ({ op: 'reference', parameter, types: [code] }),
  );
  return refers.length ? { op: 'any', of: refers } : undefined;
}
