import { loadDefinitions } from '#conformance/definitions.ts';
import { useServer } from '../../server-for-tests.ts';
import { minimalResource } from './minimal-resource.ts';
import { broken, brokenInBatches, readStatement, type Statement } from './statement.ts';

const server = useServer();
let statement: Statement;

beforeAll(async () => {
  statement = await readStatement(server());
});

const FORMS: Record<string, { sent: string; type: string }> = {
  json: { sent: '{"resourceType":"Patient","active":true}', type: 'application/fhir+json' },
  xml: {
    sent: '<Patient xmlns="http://hl7.org/fhir"><active value="true"/></Patient>',
    type: 'application/fhir+xml',
  },
};

const formOf = (format: string) => FORMS[format.replace(/^application\/fhir\+/, '')];

it('takes and gives each format that is claimed, and no other', async () => {
  expect(statement.format).toEqual(['application/fhir+json', 'application/fhir+xml', 'json', 'xml']);
  for (const format of statement.format) {
    const form = formOf(format);
    const reply = await server().send('POST', `/Patient?_format=${encodeURIComponent(format)}`, {
      body: form?.sent,
      headers: { 'Content-Type': form?.type as string, Prefer: 'return=representation' },
    });
    expect(reply).toMatchObject({ status: 201 });
    expect(reply.headers['content-type']).toMatch(form?.type as string);
    expect(reply.text.slice(0, 1)).toBe(form?.sent.slice(0, 1));
  }
  expect((await server().get('/metadata?_format=ttl')).status).toBe(406);
});

it('takes each format of patches that is claimed, and no other', async () => {
  const patches: Record<string, string> = {
    'application/json-patch+json': '[{"op":"replace","path":"/active","value":false}]',
    'application/fhir+json': JSON.stringify({
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'operation',
          part: [
            { name: 'type', valueCode: 'replace' },
            { name: 'path', valueString: 'Patient.active' },
            { name: 'value', valueBoolean: false },
          ],
        },
      ],
    }),
    'application/fhir+xml': `<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="operation"/>
      <part><name value="type"/><valueCode value="replace"/></part>
      <part><name value="path"/><valueString value="Patient.active"/></part>
      <part><name value="value"/><valueBoolean value="false"/></part></parameter></Parameters>`,
  };
  expect(statement.patchFormat.toSorted()).toEqual(Object.keys(patches).toSorted());
  for (const [format, body] of Object.entries(patches)) {
    await server().put('/Patient/patched', { resourceType: 'Patient', id: 'patched', active: true });
    const headers = {
      'Content-Type': format,
      Prefer: 'return=representation',
      Accept: 'application/fhir+json',
    };
    const reply = await server().send('PATCH', '/Patient/patched', { body, headers });
    expect(reply).toMatchObject({ status: 200, resource: { active: false } });
  }
  const { headers } = await server().send('OPTIONS', '/Patient/patched');
  expect(headers['accept-patch']?.toString().split(', ').toSorted()).toEqual(
    statement.patchFormat.toSorted(),
  );
  const other = await server().send('PATCH', '/Patient/patched', {
    body: 'active = false',
    headers: { 'Content-Type': 'text/plain' },
  });
  expect(other.status).toBe(415);
});

it('lets no page of another origin in, as it says', async () => {
  expect(statement.rest[0].security?.cors).toBe(false);
  const { headers } = await server().get('/metadata', { Origin: 'http://elsewhere.example.org' });
  expect(headers).not.toHaveProperty('access-control-allow-origin');
});

it('validates against each profile that is claimed, and finds what says that it keeps to it', async () => {
  const definitions = loadDefinitions();
  const profiles = statement.rest[0].resource.flatMap(({ type, supportedProfile = [] }) =>
    supportedProfile.map((profile) => ({ type, profile })),
  );
  expect(profiles.length).toBeGreaterThan(20);
  const validations = profiles.map(({ type, profile }) => ({
    method: 'POST',
    path: `/${type}/$validate?profile=${encodeURIComponent(profile)}`,
    body: minimalResource(type, definitions),
    expected: 200,
  }));
  expect(await broken(server(), validations)).toEqual([]);
  const searches = profiles.map(({ type, profile }) => ({
    path: `/${type}?_profile=${profile}`,
    expected: 200,
  }));
  expect(await brokenInBatches(server(), searches)).toEqual([]);
  const unknown = `${profiles[0]?.profile}-of-another-server`;
  expect(
    (await server().post(`/Patient/$validate?profile=${unknown}`, { resourceType: 'Patient' })).status,
  ).toBe(422);
});
