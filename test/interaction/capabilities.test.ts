import { loadDefinitions } from '#conformance/definitions.ts';
import { useServer } from '../server-for-tests.ts';

interface Statement {
  fhirVersion: string;
  kind: string;
  format: string[];
  implementation: { url: string };
  rest: {
    mode: string;
    resource: ResourceCapabilities[];
    interaction: { code: string }[];
  }[];
}

interface ResourceCapabilities {
  type: string;
  interaction: { code: string }[];
  searchParam: { name: string; type: string; definition: string }[];
  searchInclude?: string[];
  searchRevInclude?: string[];
}

/** A value of each type of search parameter. */
const VALUES: Record<string, string> = {
  token: 'x',
  string: 'x',
  uri: 'http://example.org',
  reference: 'x',
  date: '2025',
  number: '1',
  quantity: '1',
};

const server = useServer();
let statement: Statement;
let resources: ResourceCapabilities[];

beforeAll(async () => {
  statement = (await server().get('/metadata')).resource as unknown as Statement;
  resources = statement.rest[0]?.resource ?? [];
});

/** The statuses that were not expected, beside what gave them. */
async function failures(paths: string[], expected = 200): Promise<string[]> {
  const failed: string[] = [];
  for (const path of paths) {
    const { status } = await server().get(path);
    if (status !== expected) failed.push(`${path} ${status}`);
  }
  return failed;
}

it('is a CapabilityStatement of this server that is valid', async () => {
  expect(statement).toMatchObject({
    resourceType: 'CapabilityStatement',
    kind: 'instance',
    fhirVersion: '4.0.1',
    implementation: { url: server().baseUrl },
  });
  expect((await server().post('/CapabilityStatement', statement)).status).toBe(201);
});

it('lists every resource type of R4', () => {
  expect(resources.map(({ type }) => type)).toEqual([...loadDefinitions().resourceTypes].sort());
});

it('lists interactions that every type answers', async () => {
  const codes = new Set(resources.flatMap(({ interaction }) => interaction.map(({ code }) => code)));
  expect([...codes].sort()).toEqual([
    'create',
    'delete',
    'history-instance',
    'history-type',
    'read',
    'search-type',
    'update',
    'vread',
  ]);
  const paths = resources.map(({ type }) => `/${type}`);
  expect(await failures(paths)).toEqual([]);
  expect(await failures(paths.map((path) => `${path}/_history`))).toEqual([]);
  expect(
    await failures(
      paths.map((path) => `${path}/nobody`),
      404,
    ),
  ).toEqual([]);
  expect(
    await failures(
      paths.map((path) => `${path}/nobody/_history`),
      404,
    ),
  ).toEqual([]);
  expect(
    await failures(
      paths.map((path) => `${path}/nobody/_history/1`),
      404,
    ),
  ).toEqual([]);
  for (const path of paths) {
    expect((await server().delete(`${path}/nobody`)).status).toBe(204);
    // Refused for what is in it, and not for being an update or a create.
    for (const reply of [
      await server().post(path, { resourceType: 'X' }),
      await server().put(`${path}/a`, {}),
    ])
      expect(reply.status).toBe(400);
  }
});

it('lists interactions of the system that it answers', async () => {
  const codes = statement.rest[0]?.interaction.map(({ code }) => code) ?? [];
  expect([...codes].sort()).toEqual(['batch', 'history-system', 'transaction']);
  expect((await server().get('/_history')).status).toBe(200);
  for (const type of ['batch', 'transaction'])
    expect((await server().post('', { resourceType: 'Bundle', type })).status).toBe(200);
});

it('lists search parameters that it answers', async () => {
  const searches = resources.flatMap(({ type, searchParam }) =>
    searchParam.map(({ name, type: kind }) => `/${type}?${name}=${VALUES[kind]}&_count=1`),
  );
  expect(searches.length).toBeGreaterThan(1000);
  expect(await failures(searches)).toEqual([]);
});

it('lists includes that it answers', async () => {
  const includes = resources.flatMap(({ type, searchInclude = [], searchRevInclude = [] }) => [
    ...searchInclude.map((value) => `/${type}?_count=1&_include=${value}`),
    ...searchRevInclude.map((value) => `/${type}?_count=1&_revinclude=${value}`),
  ]);
  expect(includes.length).toBeGreaterThan(1000);
  expect(await failures(includes)).toEqual([]);
});

it('names formats that it sends', async () => {
  for (const format of statement.format)
    expect((await server().get(`/metadata?_format=${encodeURIComponent(format)}`)).status).toBe(200);
});
