import type { SearchParameters } from '#conformance/search-parameter.ts';
import { compositeOf } from '../composite.ts';
import { indexedAs } from '../indexed-as.ts';

/** Where the code stands that says what a quantity is of, as the composites of code and value tell. */
export interface CodedBy {
  /** The token parameters of the same resource, as they are indexed. */
  tokens: string[];
  /** The composite whose occurrences have code and quantity together, and the places of the two in it. */
  composite?: { parameter: string; token: number; quantity: number };
}

const known = new WeakMap<SearchParameters, { generation: number; places: Map<string, CodedBy[]> }>();

/** The codes that belong to the values of a quantity parameter of `type`, as it is indexed. */
export function codedBy(type: string, parameter: string, parameters: SearchParameters): CodedBy[] {
  const { generation } = parameters;
  let made = known.get(parameters);
  if (made?.generation !== generation) {
    made = { generation, places: new Map() };
    known.set(parameters, made);
  }
  const { places } = made;
  const key = `${type}.${parameter}`;
  const found = places.get(key) ?? find(type, parameter, parameters);
  places.set(key, found);
  return found;
}

function find(type: string, parameter: string, parameters: SearchParameters): CodedBy[] {
  return parameters.of(type).flatMap((definition): CodedBy[] => {
    const composite = compositeOf(type, definition, parameters);
    if (composite?.components.length !== 2) return [];
    const { components, ofResource, branches } = composite;
    const token = components.findIndex(({ kind }) => kind === 'token');
    const quantity = components.findIndex(
      ({ kind, definition: { code } }) => kind === 'quantity' && code === parameter,
    );
    const coding = components[token]?.definition;
    if (!coding || quantity < 0) return [];
    const known = parameters.find(type, coding.code);
    const tokens = known ? indexedAs(parameters, type, known).parameters : [];
    const ofElement = { parameter: definition.code, token, quantity };
    return [
      ...(ofResource ? [{ tokens }] : []),
      ...(branches.length ? [{ tokens, composite: ofElement }] : []),
    ];
  });
}
