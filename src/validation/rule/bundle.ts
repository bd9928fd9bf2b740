import type { Definitions } from '#conformance/definitions.ts';
import { isObject } from '../is-object.ts';
import { type Place, placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';
import type { Check, JsonObject } from '../shape.ts';
import { objectsOf } from './objects.ts';

const SOURCE = 'StructureDefinition/Bundle#Bundle';

/** Types of Bundle whose entries are requests, or answers to requests, and need no identity. */
const WITHOUT_IDENTITY = new Set(['transaction', 'transaction-response', 'batch', 'batch-response']);

/** Link relations of paging, of which there is one each (bundle.html#Bundle.link). */
const ONCE = new Set(['self', 'first', 'previous', 'prev', 'next', 'last']);

function checkLinks({ link }: JsonObject, place: Place, run: Run): void {
  const seen = new Set<string>();
  for (const [i, { relation }] of objectsOf(link)) {
    if (typeof relation !== 'string' || !ONCE.has(relation)) continue;
    if (seen.has(relation)) {
      const words = `Found the link relation ${quote(relation)} a second time, expected it once`;
      run.error('duplicate', placeBelow(place, 'link', i), `${words}.`, `${SOURCE}.link`);
    }
    seen.add(relation);
  }
}

/** "The fullUrl element SHALL have a value" but for what is created and for results that are not identified. */
function checkIdentity({ type, entry }: JsonObject, place: Place, run: Run): void {
  if (WITHOUT_IDENTITY.has(type as string)) return;
  for (const [i, { fullUrl, resource }] of objectsOf(entry)) {
    if (fullUrl !== undefined || !isObject(resource) || resource.id === undefined) continue;
    const words = 'Found an entry without fullUrl, expected the identity of its resource';
    run.error('required', placeBelow(place, 'entry', i), `${words}.`, `${SOURCE}.entry.fullUrl`);
  }
}

/** The resource type that a search was about, by the link to itself; undefined where it was about several. */
function searchedType({ link }: JsonObject, types: Definitions['resourceTypes']): string | undefined {
  const url = objectsOf(link).find(([, { relation }]) => relation === 'self')?.[1].url;
  if (typeof url !== 'string' || /[?&]_type=/.test(url)) return undefined;
  const last = url
    .split('?')[0]!
    .replace(/\/_search$/, '')
    .split('/')
    .at(-1)!;
  return types.has(last) ? last : undefined;
}

function checkSearchset(
  bundle: JsonObject,
  place: Place,
  run: Run,
  types: Definitions['resourceTypes'],
): void {
  const searched = searchedType(bundle, types);
  for (const [i, { search, resource }] of objectsOf(bundle.entry)) {
    const mode = isObject(search) ? search.mode : undefined;
    const type = isObject(resource) ? resource.resourceType : undefined;
    if (typeof type !== 'string') continue;
    const expected = mode === 'outcome' ? 'OperationOutcome' : mode === 'match' ? searched : undefined;
    if (expected === undefined || expected === type) continue;
    const words = `Found a ${type} as ${mode}, expected ${expected}`;
    run.error(
      'structure',
      placeBelow(placeBelow(place, 'entry', i), 'resource'),
      `${words}.`,
      `${SOURCE}.entry.search`,
    );
  }
}

/** What bundle.html says of a Bundle as a whole, beyond its invariants. */
export function compileBundle({ resourceTypes }: Definitions): Check<JsonObject> {
  return (bundle, place, run) => {
    checkLinks(bundle, place, run);
    if (run.pass.depth === 'shell') return;
    checkIdentity(bundle, place, run);
    if (bundle.type === 'searchset') checkSearchset(bundle, place, run, resourceTypes);
  };
}
