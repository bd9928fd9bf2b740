import { Validator } from '@seriousme/openapi-schema-validator';
import { loadDefinitions } from '#conformance/definitions.ts';
import { ROUTES } from '#http/routes.ts';
import { createValidator } from '#validation/validate.ts';
import { useServer } from '../../server-for-tests.ts';

interface Document {
  openapi: string;
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, { operationId: string; tags: string[] }>>;
  components: Record<string, Record<string, object>>;
}

const server = useServer();
let document: Document;

const read = async (query = ''): Promise<Document> =>
  (await (await fetch(`${server().origin}/openapi.json${query}`)).json()) as Document;

beforeAll(async () => {
  document = await read();
});

/** The calls of a document: method and path, with what they are. */
const callsOf = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, { parameters: _, ...calls }]) =>
    Object.entries(calls).map(([method, call]) => ({ method: method.toUpperCase(), path, ...call })),
  );

it('is a valid OpenAPI 3.1 document of this server', async () => {
  expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: server().baseUrl }] });
  const validator = new Validator();
  expect(await validator.validate(structuredClone(document) as never)).toEqual({ valid: true });
});

it('refers only to components that it has, and has none that nothing refers to', () => {
  const text = JSON.stringify(document);
  const referred = new Set([...text.matchAll(/"#\/components\/([^"]+)"/g)].map(([, key]) => key));
  const there = Object.entries(document.components).flatMap(([kind, components]) =>
    Object.keys(components).map((key) => `${kind}/${key}`),
  );
  expect([...referred].filter((key) => !there.includes(key as string))).toEqual([]);
  expect(there.filter((key) => !referred.has(key))).toEqual([]);
});

it('names each call once, and files it under a tag that it has', () => {
  const calls = callsOf(document);
  expect(new Set(calls.map(({ operationId }) => operationId)).size).toBe(calls.length);
  const tags = new Set(document.tags.map(({ name }) => name));
  expect(calls.filter((call) => !call.tags.every((tag) => tags.has(tag)))).toEqual([]);
});

it('has every route, and nothing that is none', () => {
  const shapeOf = (path: string) => path.replaceAll(/\{\w+\}|:\w+/g, '{}').replace(/^\/?/, '/');
  const described = new Set(callsOf(document).map(({ method, path }) => `${method} ${shapeOf(path)}`));
  const types = document.tags
    .map(({ name }) => name)
    .filter((name) => /^[A-Z]\w+$/.test(name) && name !== 'System');
  const compartments = ['Device', 'Encounter', 'Patient', 'Practitioner', 'RelatedPerson'];
  const routed = new Set(
    ROUTES.flatMap(({ method, path, interaction }) => {
      // An operation of every type is described once; so is GET of one whose input cannot stand in a URL.
      const ofType = interaction.startsWith('$') ? ['{}'] : types;
      const within = interaction === 'search-compartment' ? compartments : ofType;
      const paths = path.startsWith(':type') ? within.map((type) => path.replace(':type', type)) : [path];
      return paths.map((one) => `${method} ${shapeOf(one)}`);
    }),
  );
  expect([...described].filter((call) => !routed.has(call))).toEqual([]);
  expect([...routed].filter((call) => !described.has(call))).toEqual([]);
});

describe('of some types', () => {
  it('tells of no other, and is valid too', async () => {
    const part = await read('?type=Patient,Observation');
    expect(part.tags.map(({ name }) => name)).toEqual(['System', 'Every type', 'Observation', 'Patient']);
    expect(Object.keys(part.paths)).not.toContain('/Basic');
    expect((await new Validator().validate(part as never)).valid).toBe(true);
  });

  it('is refused for what is no type', async () => {
    const response = await fetch(`${server().origin}/openapi.json?type=Person,Robot`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ code: 'value', diagnostics: expect.stringContaining("'Robot'") }],
    });
  });
});

it('asks for no token while nobody has to show who it is', () => {
  expect(document).not.toHaveProperty('security');
  expect(document.components).not.toHaveProperty('securitySchemes');
});

describe('of a server that takes tokens', () => {
  const guarded = useServer({}, { AUTH: 'smart' });

  it('tells to anybody how a token is got, and is valid too', async () => {
    const response = await fetch(`${guarded().origin}/openapi.json?type=Patient`);
    const asked = (await response.json()) as Document & { security: object[] };
    expect(asked.security).toEqual([{ bearer: [] }, { smart: [] }]);
    expect(asked.components.securitySchemes).toMatchObject({
      bearer: { type: 'http', scheme: 'bearer' },
      smart: { flows: { authorizationCode: { tokenUrl: `${guarded().baseUrl}/auth/token` } } },
    });
    expect((await new Validator().validate(asked as never)).valid).toBe(true);
  });

  it('is stated in a CapabilityStatement that is valid', async () => {
    const { resource } = await guarded().get('/metadata');
    expect(resource).toMatchObject({ rest: [{ security: { cors: true } }] });
    const issues = createValidator(loadDefinitions()).validate(resource);
    // HL7 never published a definition of the extension that tells where a token is got.
    expect(issues).toMatchObject([{ severity: 'warning', code: 'extension' }]);
  });
});
