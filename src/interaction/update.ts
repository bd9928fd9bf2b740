import { refuse } from '#fhir/operation-outcome.ts';
import type { ResourceStore, Write } from '#storage/resource-store.ts';
import { admit, bodyOf, checkId } from './admit.ts';
import { type Answer, versionOfEtag, writtenAnswer } from './answer.ts';
import { compileCondition } from './condition.ts';
import type { CreateRooms } from './create.ts';
import { ReferenceResolution } from './reference/reference-resolution.ts';

/** The version that If-Match asks for (http.html#concurrency), or `*` for any; 400 if the header is no ETag. */
export function readIfMatch(header: string | undefined): string | undefined {
  if (header === undefined || header.trim() === '*') return header?.trim();
  const version = versionOfEtag(header);
  if (version === undefined)
    throw refuse(400, 'value', `If-Match is '${header.slice(0, 80)}'; an ETag such as W/"3" was expected`, {
      source: 'http.html#concurrency',
    });
  return version;
}

/** What `If-None-Match: *` asks of an update (http.html#concurrency): to create and never to overwrite. */
export function onlyNew(ifNoneMatch: string | undefined): { onlyNew?: true } {
  return ifNoneMatch?.trim() === '*' ? { onlyNew: true } : {};
}

/** update (http.html#update): creates the resource under the client's id if it is not there. */
export async function update(
  request: {
    type: string;
    id: string;
    body: unknown;
    ifMatch?: string | undefined;
    ifNoneMatch?: string | undefined;
  },
  rooms: CreateRooms,
): Promise<Answer> {
  const { type, id } = request;
  checkId(id);
  const resource = bodyOf(request.body, type);
  checkBodyId(resource.id, id, type);
  const ifMatch = readIfMatch(request.ifMatch);
  const resolution = new ReferenceResolution(rooms);
  const assigned = resolution.rewrite(resource, type);
  const draft = await admit(resource, id, rooms.gate, { assigned, among: resolution.sought });
  return put(
    {
      kind: 'update',
      method: 'PUT',
      place: '',
      draft,
      ...(ifMatch === undefined ? {} : { ifMatch }),
      ...onlyNew(request.ifNoneMatch),
    },
    resolution,
    rooms,
  );
}

/** "The request body SHALL be a Resource with an id element that has an identical value to the [id] in the URL." */
export function checkBodyId(found: unknown, id: string, expression: string): void {
  if (found === id) return;
  const what = typeof found === 'string' ? `id '${found.slice(0, 80)}'` : 'no id';
  throw refuse(400, 'value', `the resource has ${what}; '${id}' was expected, as in the URL`, {
    expression: `${expression}.id`,
    source: 'http.html#update',
  });
}

/** conditional update (http.html#cond-update): `PUT Type?criteria`. */
export async function conditionalUpdate(
  request: {
    type: string;
    criteria: string;
    body: unknown;
    ifMatch?: string | undefined;
    ifNoneMatch?: string | undefined;
  },
  rooms: CreateRooms,
): Promise<Answer> {
  const { type, criteria } = request;
  const resource = bodyOf(request.body, type);
  const where = compileCondition(type, criteria, rooms.context);
  const { id } = resource;
  if (id !== undefined) checkId(id);
  const ifMatch = readIfMatch(request.ifMatch);
  const resolution = new ReferenceResolution(rooms);
  const assigned = resolution.rewrite(resource, type);
  const draft = await admit(resource, id ?? rooms.newId(), rooms.gate, {
    assigned,
    among: resolution.sought,
  });
  return put(
    {
      kind: 'update',
      method: 'PUT',
      place: '',
      draft,
      where,
      idGiven: id !== undefined,
      ...(ifMatch === undefined ? {} : { ifMatch }),
      ...onlyNew(request.ifNoneMatch),
    },
    resolution,
    rooms,
  );
}

async function put(
  write: Write,
  { references }: ReferenceResolution,
  { store, context }: { store: ResourceStore; context: { baseUrl: string } },
): Promise<Answer> {
  const { written } = await store.transact({
    writes: [write],
    references,
    reads: [],
    representation: true,
  });
  return writtenAnswer(written[0] as (typeof written)[0], context.baseUrl);
}
