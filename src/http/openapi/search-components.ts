import type {
  CapabilityStatementRest,
  CapabilityStatementRestResource,
  CapabilityStatementRestResourceSearchParam,
} from '@medplum/fhirtypes';

/** The search parameters of a statement, each once, and by which keys a search of a type refers to them. */
export interface SearchComponents {
  /** For components.parameters. */
  parameters: Record<string, object>;
  /** The keys of the parameters by which a type is searched; those of every search come last. */
  keysOf: (resource: CapabilityStatementRestResource) => string[];
  /** The keys of the parameters of a search over all types. */
  ofSystem: string[];
}

type Claim = CapabilityStatementRestResourceSearchParam;

/** Many types have a parameter in common, which its SearchParameter tells. */
const identity = ({ name, definition = '' }: Claim): string => `${definition} ${name}`;

/** Collects the search parameters of a statement. */
export function searchComponents(rest: CapabilityStatementRest): SearchComponents {
  const keys = new Map<string, string>();
  const parameters: Record<string, object> = {};
  const keyOf = (claim: Claim): string => {
    const known = keys.get(identity(claim));
    if (known) return known;
    const key = freeKey(claim, parameters);
    keys.set(identity(claim), key);
    parameters[key] = parameterObject(claim);
    return key;
  };
  const ofSystem = (rest.searchParam ?? []).map(keyOf);
  return {
    parameters,
    ofSystem,
    keysOf: ({ searchParam = [] }) => [
      ...new Set([...searchParam.map(keyOf), ...ofSystem.filter((key) => key !== keys.get(TYPE))]),
    ],
  };
}

/** `_type` narrows a search over several types; for one type it is no parameter. */
const TYPE = identity({ name: '_type' } as Claim);

/** The id of the SearchParameter, as the last segment of its canonical mostly is; components allow few characters. */
function freeKey({ name = '', definition }: Claim, taken: Record<string, object>): string {
  const id = definition?.slice(definition.lastIndexOf('/') + 1) ?? name;
  const key = `search.${id.replaceAll(/[^\w.-]/g, '-')}`;
  let free = key;
  for (let n = 2; free in taken; n++) free = `${key}-${n}`;
  return free;
}

/** A search parameter as a Parameter Object: it may repeat, and each repetition must be met (search.html#combining). */
function parameterObject({ name, type, definition, documentation }: Claim): object {
  return {
    name,
    in: 'query',
    description: [documentation, `Of type ${type}.`, definition].filter(Boolean).join(' '),
    schema: { type: 'array', items: { type: 'string' } },
    style: 'form',
    explode: true,
  };
}
