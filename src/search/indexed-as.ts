import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';
import { branchesOf } from './branches.ts';

/**
 * Where the values of a parameter stand in the index. Many parameters repeat others: `combo-code` is `code`
 * and `component-code` together, and `patient` is `subject` where that leads to a Patient. Their values are
 * kept once and not twice, which makes every write cheaper; a search goes by the parameters named here.
 */
export interface IndexedAs {
  /** The parameters whose values are in the index; mostly the parameter itself. */
  parameters: string[];
  /** For a reference: only targets of this type count. */
  target?: string;
}

/** ` where(resolve() is Patient)` at the end of a branch: the same references, of one target type. */
const OF_ONE_TYPE = /^(.+)\.where\(\s*resolve\(\)\s+is\s+([A-Za-z]+)\s*\)$/;

/** The places of the parameters of each type. */
type Places = Map<string, Map<string, IndexedAs>>;

const known = new WeakMap<SearchParameters, { generation: number; places: Places }>();

/**
 * Where the values of a parameter of `type` stand in the index. Only R4's own parameters stand in for others:
 * those that are added can be taken away.
 */
export function indexedAs(
  parameters: SearchParameters,
  type: string,
  { code }: SearchParameterDefinition,
): IndexedAs {
  const { places } = placesBy(parameters);
  let ofType = places.get(type);
  if (!ofType) {
    ofType = placesOf(parameters, type);
    places.set(type, ofType);
  }
  return ofType.get(code) ?? { parameters: [code] };
}

function placesBy(parameters: SearchParameters) {
  const found = known.get(parameters);
  if (found?.generation === parameters.generation) return found;
  const fresh = { generation: parameters.generation, places: new Map() as Places };
  known.set(parameters, fresh);
  return fresh;
}

/** A parameter that may stand in for others, and the branches of its expression. */
interface Base {
  code: string;
  type: SearchParameterDefinition['type'];
  branches: Set<string>;
}

function placesOf(parameters: SearchParameters, type: string): Map<string, IndexedAs> {
  const all = parameters
    .indexed(type)
    .filter((p) => p.expression && p.type !== 'composite' && p.type !== 'special')
    .map((p) => ({ ...p, branches: new Set(branchesOf(p.expression as string, type)) }))
    .sort((a, b) => a.branches.size - b.branches.size);
  const bases: Base[] = [];
  const places = new Map<string, IndexedAs>();
  for (const parameter of all) {
    const place = ofOneType(parameter, all, parameters) ?? union(parameter, bases);
    if (place) places.set(parameter.code, place);
    else if (parameters.isOfR4(parameter)) bases.push(parameter);
  }
  return places;
}

/** `Observation.subject.where(resolve() is Patient)`, where there is a parameter for `Observation.subject`. */
function ofOneType(
  { type, branches }: Base,
  all: (Base & SearchParameterDefinition)[],
  parameters: SearchParameters,
): IndexedAs | undefined {
  const [branch, ...more] = branches;
  const match = OF_ONE_TYPE.exec(branch ?? '');
  if (type !== 'reference' || !match || more.length) return undefined;
  const [, whole = '', target = ''] = match;
  const base = all.find(
    (p) => p.type === 'reference' && p.branches.size === 1 && p.branches.has(whole) && parameters.isOfR4(p),
  );
  return base && { parameters: [base.code], target };
}

/** The parameters of the same kind that together have exactly these branches. */
function union({ type, branches }: Base, bases: Base[]): IndexedAs | undefined {
  const parts = bases.filter((b) => b.type === type && [...b.branches].every((x) => branches.has(x)));
  const covered = new Set<string>();
  const needed = parts.filter((part) => {
    const adds = [...part.branches].some((x) => !covered.has(x));
    for (const branch of part.branches) covered.add(branch);
    return adds;
  });
  return covered.size === branches.size && needed.length
    ? { parameters: needed.map(({ code }) => code) }
    : undefined;
}
