import { loadDefinitions } from '#conformance/definitions.ts';
import type { Resource } from '#fhir/resource.ts';
import { useServer } from '../../server-for-tests.ts';
import { minimalResource } from './minimal-resource.ts';
import { atOnce, type Claim, type ResourceClaims, readStatement, type Statement } from './statement.ts';

const definitions = loadDefinitions();
const server = useServer();
let statement: Statement;
let resources: ResourceClaims[];

beforeAll(async () => {
  statement = await readStatement(server());
  resources = statement.rest[0].resource;
});

const JSON_PATCH = { 'Content-Type': 'application/json-patch+json' };
const PATCH = [{ op: 'add', path: '/language', value: 'en' }];

/** Claims that are made of every type alike: requests on one resource, in this order. */
function lifeOf(type: string): { code: string; claims: Claim[] }[] {
  const id = `one-of-${type}`.slice(0, 64).toLowerCase();
  const path = `/${type}/${id}`;
  const resource: Resource = { ...minimalResource(type, definitions), id };
  const changed = { ...resource, language: 'de' };
  return [
    {
      code: 'update',
      claims: [
        { method: 'PUT', path, body: resource, expected: 201 },
        { method: 'PUT', path, body: changed, expected: 200 },
        { method: 'PUT', path, body: changed, headers: { 'If-Match': 'W/"7"' }, expected: 412 },
        { method: 'PUT', path: `/${type}?_id=${id}`, body: resource, expected: 200 },
      ],
    },
    {
      code: 'patch',
      claims: [
        { method: 'PATCH', path, body: PATCH, headers: JSON_PATCH, expected: 200 },
        { method: 'PATCH', path: `/${type}?_id=${id}`, body: PATCH, headers: JSON_PATCH, expected: 200 },
      ],
    },
    {
      code: 'read',
      claims: [
        { path, expected: 200 },
        { path, headers: { 'If-None-Match': 'W/"4"' }, expected: 304 },
        { path, headers: { 'If-Modified-Since': 'Fri, 01 Jan 2100 00:00:00 GMT' }, expected: 304 },
      ],
    },
    {
      code: 'vread',
      claims: [
        { path: `${path}/_history/1`, expected: 200 },
        { path: `${path}/_history/2`, expected: 200 },
        { path: `${path}/_history/7`, expected: 404 },
      ],
    },
    { code: 'history-instance', claims: [{ path: `${path}/_history`, expected: 200 }] },
    { code: 'history-type', claims: [{ path: `/${type}/_history`, expected: 200 }] },
    {
      code: 'search-type',
      claims: [
        { path: `/${type}?_id=${id}`, expected: 200 },
        {
          method: 'POST',
          path: `/${type}/_search`,
          body: `_id=${id}`,
          headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
          expected: 200,
        },
      ],
    },
    {
      code: 'create',
      claims: [
        {
          method: 'POST',
          path: `/${type}`,
          body: resource,
          headers: { 'If-None-Exist': `_id=${id}` },
          expected: 200,
        },
        { method: 'POST', path: `/${type}`, body: minimalResource(type, definitions), expected: 201 },
      ],
    },
    {
      code: 'delete',
      claims: [
        { method: 'DELETE', path: `/${type}?_id=${id}`, expected: 204 },
        { path, expected: 410 },
        { method: 'PUT', path, body: resource, expected: 201 },
        { method: 'DELETE', path, expected: 204 },
        { path: `/${type}?_id=${id}&_summary=count`, expected: 200 },
      ],
    },
  ];
}

it('names nothing but what is walked here, and for every type the same', () => {
  const walked = lifeOf('Basic').map(({ code }) => code);
  for (const { interaction } of resources)
    expect(interaction.map(({ code }) => code).sort()).toEqual(walked.toSorted());
});

it('claims the conditional forms, versions and creation by update, which are walked too', () => {
  for (const claims of resources)
    expect(claims).toMatchObject({
      versioning: 'versioned-update',
      readHistory: true,
      updateCreate: true,
      conditionalCreate: true,
      conditionalRead: 'full-support',
      conditionalUpdate: true,
      conditionalDelete: 'single',
    });
});

it('answers each interaction of each type, from creation to deletion', async () => {
  const walks = await atOnce(resources, async ({ type }) => {
    const wrong: string[] = [];
    for (const { code, claims } of lifeOf(type)) {
      for (const { method = 'GET', path, body, headers, expected } of claims) {
        const reply = await server().send(method, path, { body, headers: headers ?? {} });
        if (reply.status !== expected)
          wrong.push(`${code}: ${method} ${path} ${reply.status} ${reply.issues[0]?.diagnostics ?? ''}`);
      }
    }
    return wrong;
  });
  expect(walks.flat()).toEqual([]);
});

it('has kept every version that the walk made', async () => {
  const counts = await atOnce(resources, async ({ type }) => {
    const reply = await server().get(`/${type}/one-of-${type.toLowerCase()}/_history`);
    return `${type} ${reply.entries.map(({ request }) => request?.method).join(' ')}`;
  });
  expect(counts).toEqual(resources.map(({ type }) => `${type} DELETE PUT DELETE PATCH PUT PUT PUT`));
});

describe('of the system', () => {
  it('names batch, transaction, history and search, and answers them', async () => {
    const codes = statement.rest[0].interaction.map(({ code }) => code);
    expect(codes.toSorted()).toEqual(['batch', 'history-system', 'search-system', 'transaction']);
    for (const type of ['batch', 'transaction']) {
      const entry = [{ request: { method: 'GET', url: 'Patient?_summary=count' } }];
      const reply = await server().post('', { resourceType: 'Bundle', type, entry });
      expect(reply).toMatchObject({ status: 200, resource: { type: `${type}-response` } });
      expect(reply.entries).toMatchObject([{ response: { status: '200 OK' } }]);
    }
    expect((await server().get('/_history?_count=1')).entries).toHaveLength(1);
    const found = await server().get('?_type=Patient,Basic&_total=accurate');
    expect(found).toMatchObject({ status: 200, resource: { type: 'searchset', total: 2 } });
    const posted = await server().send('POST', '/_search', {
      body: '_type=Patient,Basic&_total=accurate',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    expect(posted).toMatchObject({ status: 200, resource: { total: 2 } });
  });
});
