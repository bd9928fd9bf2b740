/** Texts on which a backtracking regular expression would never end. */
import { useServer } from '../server-for-tests.ts';

const server = useServer();
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

it.each([
  ['base64', { resourceType: 'Binary', contentType: 'text/plain', data: `${'AAAA      '.repeat(50_000)}!` }],
  ['an id', { resourceType: 'Patient', id: `${'a'.repeat(100_000)}!` }],
  [
    'an oid',
    { resourceType: 'Patient', extension: [{ url: 'u', valueOid: `urn:oid:${'1.'.repeat(50_000)}x` }] },
  ],
  ['a date', { resourceType: 'Patient', birthDate: `${'1'.repeat(100_000)}-` }],
  ['a code', { resourceType: 'Patient', gender: `male${' '.repeat(100_000)}x` }],
  [
    'an instant',
    { resourceType: 'Patient', meta: { lastUpdated: `2025-01-01T00:00:00.${'0'.repeat(100_000)}` } },
  ],
  ['a language', { resourceType: 'Patient', language: `${'a-'.repeat(50_000)}!` }],
])('%s in a resource', async (_, resource) => {
  const reply = await server().post(`/${resource.resourceType}`, resource);
  expect(reply.resource).toMatchObject({ resourceType: 'OperationOutcome' });
  expect([400, 413, 422]).toContain(reply.status);
});

it.each([
  ['name', 'a'.repeat(50_000)],
  ['name', '(a+)+$'],
  ['name:contains', `${'a'.repeat(50_000)}!`],
  ['name:exact', '(.*)*\\1'],
  ['_content', `${'a* '.repeat(5_000)}`],
  ['birthdate', `ge${'1'.repeat(50_000)}`],
  ['identifier', '|'.repeat(50_000)],
  ['identifier', '\\'.repeat(50_001)],
  ['_filter', `${'('.repeat(10_000)}name eq a`],
  ['_filter', `${'not ('.repeat(5_000)}name eq a`],
])('%s in a search', async (name, value) => {
  const reply = await server().post('/Patient/_search', `${name}=${encodeURIComponent(value)}`, FORM);
  expect([200, 400]).toContain(reply.status);
  expect(reply.entries).toEqual([]);
});

it('a unit of nothing but brackets', async () => {
  const code = `${'('.repeat(20_000)}m`;
  const quantity = { value: 1, system: 'http://unitsofmeasure.org', code };
  const observation = {
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'x' },
    valueQuantity: quantity,
  };
  expect((await server().post('/Observation', observation)).status).toBeLessThan(500);
  expect(
    (await server().get(`/Observation?value-quantity=1|http://unitsofmeasure.org|${code.slice(0, 5000)}`))
      .status,
  ).toBeLessThan(500);
});

it('a pattern that a client has stored is matched in linear time', async () => {
  const pattern = {
    resourceType: 'StructureDefinition',
    url: 'urn:evil',
    name: 'Evil',
    status: 'draft',
    kind: 'resource',
    abstract: false,
    type: 'Patient',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
    derivation: 'constraint',
    differential: {
      element: [
        {
          id: 'Patient',
          path: 'Patient',
          constraint: [
            {
              key: 'evil-1',
              severity: 'error',
              human: 'x',
              expression: "name.family.all(matches('^(a+)+$'))",
            },
          ],
        },
      ],
    },
  };
  expect((await server().post('/StructureDefinition', pattern)).status).toBe(201);
  const patient = {
    resourceType: 'Patient',
    meta: { profile: ['urn:evil'] },
    name: [{ family: `${'a'.repeat(5000)}!` }],
  };
  expect((await server().post('/Patient', patient)).status).toBe(422);
});
