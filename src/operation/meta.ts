import { definedOperation } from '#conformance/operation-definition.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Meta, Resource } from '#fhir/resource.ts';
import { checkId } from '#interaction/admit.ts';
import { type Answer, versionAnswer } from '#interaction/answer.ts';
import type { DistinctQuery, DistinctValue, ResourceStore } from '#storage/resource-store.ts';
import { type OperationRooms, readParameters } from './parameters.ts';
import { output, parametersAnswer } from './parameters-answer.ts';

export const META = definedOperation('Resource-meta');

/** What $meta needs. */
export interface MetaRooms extends OperationRooms {
  store: ResourceStore;
}

/** Different profiles, tags or labels that a summary may have. */
const MOST = 10_000;

/**
 * `$meta` (resource-operations.html): the meta of a resource or of one of its versions; on a type or the whole system
 * the profiles, tags and security labels that are in use there.
 */
export async function meta(
  request: { type: string; id: string; versionId: string; query: string; body?: unknown },
  rooms: MetaRooms,
): Promise<Answer> {
  const { type, id, versionId } = request;
  readParameters(request, META, rooms.definitions);
  if (id === '') return metaAnswer(await metaInUse(type, rooms));
  checkId(id);
  const { store } = rooms;
  const version = await (versionId ? store.vread(type, id, versionId) : store.read(type, id));
  const what = versionId ? `${type}/${id}/_history/${versionId}` : `${type}/${id}`;
  return metaOfAnswer(versionAnswer(version, what));
}

/** The meta of the resource that an answer holds, as the operations on meta give it, with the headers of the version. */
export function metaOfAnswer({ headers, body }: Answer): Answer {
  const resource = parseJson(body as string) as Resource;
  const { Location: _, ...ofVersion } = headers;
  return { ...metaAnswer(resource.meta ?? {}), headers: ofVersion };
}

/** Where there is nothing to say there is no element to say it in: JSON has no empty ones (json.html). */
const metaAnswer = (meta: Meta): Answer =>
  parametersAnswer(Object.keys(meta).length ? output('return', 'Meta', meta) : []);

/** "At these levels, the meta will not contain versionId, lastUpdated etc." */
async function metaInUse(type: string, { store, definitions }: MetaRooms): Promise<Meta> {
  const types = type === '' ? [...definitions.resourceTypes] : [type];
  const distinct = async (parameter: string, kind: DistinctQuery['kind']) =>
    checkCount(await store.distinct({ types, parameter, kind, limit: MOST + 1 }));
  const [profiles, security, tag] = await Promise.all([
    distinct('_profile', 'uri'),
    distinct('_security', 'token'),
    distinct('_tag', 'token'),
  ]);
  return {
    ...(profiles.length ? { profile: profiles.map(({ value }) => value) } : {}),
    ...(security.length ? { security: security.map(coding) } : {}),
    ...(tag.length ? { tag: tag.map(coding) } : {}),
  };
}

/** A label may have a system without a code. */
const coding = ({ system, value }: DistinctValue) => ({
  ...(system === undefined ? {} : { system }),
  ...(value === '' ? {} : { code: value }),
});

function checkCount(values: DistinctValue[]): DistinctValue[] {
  if (values.length <= MOST) return values;
  throw refuse(400, 'too-costly', `there are more than ${MOST} different ones; ask for one resource type`, {
    source: META.definition,
  });
}
