import { loadDefinitions } from '#conformance/definitions.ts';
import type { Resource } from '#fhir/resource.ts';
import { createValidator } from '#validation/validate.ts';
import { useServer } from '../../server-for-tests.ts';
import { readStatement, type Statement } from './statement.ts';

const server = useServer();
let statement: Statement;

beforeAll(async () => {
  statement = await readStatement(server());
});

it('is a CapabilityStatement of this server that is valid', async () => {
  expect(statement).toMatchObject({
    resourceType: 'CapabilityStatement',
    kind: 'instance',
    fhirVersion: '4.0.1',
    implementation: { url: server().baseUrl },
  });
  const validator = createValidator(loadDefinitions());
  expect(validator.validate(statement as unknown as Resource)).toEqual([]);
  expect((await server().post('/CapabilityStatement', statement)).status).toBe(201);
});

it('lists every resource type of R4, each once, in order', () => {
  const types = statement.rest[0].resource.map(({ type }) => type);
  expect(types).toEqual([...loadDefinitions().resourceTypes].sort());
});

describe('its tag', () => {
  it('spares a client that has it getting it again', async () => {
    for (const mode of ['full', 'normative', 'terminology']) {
      const { headers } = await server().get(`/metadata?mode=${mode}`);
      const tag = headers.etag as string;
      const again = await server().get(`/metadata?mode=${mode}`, { 'If-None-Match': tag });
      expect(again).toMatchObject({ status: 304, text: '' });
      expect((await server().get('/metadata', { 'If-None-Match': 'W/"other"' })).status).toBe(200);
    }
  });

  it('is another when what it is about has changed', async () => {
    const tagOf = async (mode: string) => (await server().get(`/metadata?mode=${mode}`)).headers.etag;
    const before = [await tagOf('full'), await tagOf('terminology')];
    const codeSystem = {
      resourceType: 'CodeSystem',
      url: 'urn:test:new',
      status: 'active',
      content: 'complete',
    };
    expect((await server().post('/CodeSystem', codeSystem)).status).toBe(201);
    expect(await tagOf('full')).toBe(before[0]);
    expect(await tagOf('terminology')).not.toBe(before[1]);
  });

  it('is another for what is another text', async () => {
    const tags = await Promise.all(
      ['full', 'normative', 'terminology'].map(
        async (mode) => (await server().get(`/metadata?mode=${mode}`)).headers.etag,
      ),
    );
    expect(new Set(tags).size).toBe(3);
  });
});

describe('mode', () => {
  it('full is what comes without it', async () => {
    expect((await server().get('/metadata?mode=full')).text).toBe((await server().get('/metadata')).text);
  });

  it('normative leaves out what R4 marks as for trial use, and is valid too', async () => {
    const { resource } = await server().get('/metadata?mode=normative');
    const [rest] = (resource as unknown as Statement).rest;
    expect(rest).not.toHaveProperty('security');
    expect(Object.keys(rest.resource[0] ?? {})).toEqual([
      'type',
      'profile',
      'interaction',
      'searchParam',
      'operation',
    ]);
    expect(rest.resource.map(({ searchParam }) => searchParam)).toEqual(
      statement.rest[0].resource.map(({ searchParam }) => searchParam),
    );
    expect(createValidator(loadDefinitions()).validate(resource)).toEqual([]);
  });

  it('terminology is a TerminologyCapabilities that is valid', async () => {
    const { resource } = await server().get('/metadata?mode=terminology');
    expect(resource).toMatchObject({ resourceType: 'TerminologyCapabilities', kind: 'instance' });
    expect(createValidator(loadDefinitions()).validate(resource)).toEqual([]);
  });

  it('of another kind is refused', async () => {
    const { status, issues } = await server().get('/metadata?mode=all');
    expect({ status, issues }).toMatchObject({
      status: 400,
      issues: [{ code: 'value', diagnostics: expect.stringContaining("'all'") }],
    });
  });
});

it('is given in part where a part is asked for', async () => {
  const { resource } = await server().get('/metadata?_elements=fhirVersion');
  expect(resource).toMatchObject({ fhirVersion: '4.0.1', meta: { tag: [{ code: 'SUBSETTED' }] } });
  expect(resource).not.toHaveProperty('rest');
});
