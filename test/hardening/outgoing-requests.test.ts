/** What clients send makes the server ask nobody: it asks only whom the operator has named. */
import { useServer } from '../server-for-tests.ts';
import { type Canary, startCanary } from './canary.ts';

const server = useServer();
let canary: Canary;

beforeAll(async () => {
  canary = await startCanary();
});
afterAll(() => canary.close());
afterEach(() => expect(canary.asked).toEqual([]));

it.each([
  [
    'a reference',
    (url: string) => ({
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'x' },
      subject: { reference: `${url}/Patient/1` },
    }),
  ],
  [
    'a profile',
    (url: string) => ({ resourceType: 'Patient', meta: { profile: [`${url}/StructureDefinition/p`] } }),
  ],
  [
    'a code system and value set',
    (url: string) => ({
      resourceType: 'ValueSet',
      status: 'draft',
      url: `${url}/vs`,
      compose: { include: [{ system: `${url}/cs` }, { valueSet: [`${url}/other`] }] },
    }),
  ],
  [
    'a questionnaire',
    (url: string) => ({
      resourceType: 'QuestionnaireResponse',
      status: 'completed',
      questionnaire: `${url}/q`,
    }),
  ],
  [
    'an attachment',
    (url: string) => ({
      resourceType: 'DocumentReference',
      status: 'current',
      content: [{ attachment: { url: `${url}/file`, contentType: 'text/plain' } }],
    }),
  ],
  [
    'an extension',
    (url: string) => ({ resourceType: 'Patient', extension: [{ url: `${url}/extension`, valueUrl: url }] }),
  ],
  [
    'a narrative',
    (url: string) => ({
      resourceType: 'Patient',
      text: {
        status: 'generated',
        div: `<div xmlns="http://www.w3.org/1999/xhtml"><img src="${url}/pixel" alt="x"/></div>`,
      },
    }),
  ],
  [
    'an endpoint',
    (url: string) => ({
      resourceType: 'Endpoint',
      status: 'active',
      connectionType: { code: 'hl7-fhir-rest' },
      payloadType: [{ text: 'x' }],
      address: url,
    }),
  ],
])('writing and reading %s', async (_, resource) => {
  const made = resource(canary.origin);
  const { status, resource: stored } = await server().post(`/${made.resourceType}`, made);
  await server().post(`/${made.resourceType}/$validate`, made);
  if (status === 201) await server().get(`/${made.resourceType}/${stored.id}`);
});

it('searches, includes and operations that name other servers', async () => {
  const { origin } = canary;
  for (const path of [
    `/Observation?subject=${origin}/Patient/1&_include=*`,
    `/Patient?_profile=${origin}/p`,
    `/Observation?code:in=${origin}/vs`,
    `/ValueSet/$expand?url=${origin}/vs`,
    `/ValueSet/$validate-code?url=${origin}/vs&system=${origin}/cs&code=a`,
    `/CodeSystem/$lookup?system=${origin}/cs&code=a`,
    `/ConceptMap/$translate?url=${origin}/cm&system=${origin}/cs&code=a`,
    `/Patient?_filter=${encodeURIComponent(`gender in "${origin}/vs"`)}`,
  ])
    expect((await server().get(path)).status).toBeLessThan(500);
});

it('a transaction whose entries stand on another server', async () => {
  const entry = [
    {
      fullUrl: `${canary.origin}/Patient/1`,
      resource: { resourceType: 'Patient' },
      request: { method: 'POST', url: 'Patient' },
    },
    { request: { method: 'GET', url: `${canary.origin}/Patient/1` } },
  ];
  expect(
    (await server().post('', { resourceType: 'Bundle', type: 'transaction', entry })).status,
  ).toBeLessThan(500);
});

it('XML that names documents', async () => {
  const { origin } = canary;
  for (const head of [
    `<!DOCTYPE Patient SYSTEM "${origin}/dtd">`,
    `<!DOCTYPE Patient [<!ENTITY x SYSTEM "${origin}/entity">]>`,
    `<!DOCTYPE Patient [<!ENTITY % x SYSTEM "${origin}/parameter"> %x;]>`,
    '<!DOCTYPE Patient [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    `<?xml-stylesheet href="${origin}/style"?>`,
  ]) {
    const body = `${head}<Patient xmlns="http://hl7.org/fhir"><name><family value="${head.includes('x SYSTEM') ? '&x;' : 'a'}"/></name></Patient>`;
    const reply = await server().post('/Patient', body, { 'Content-Type': 'application/fhir+xml' });
    expect(reply.status).toBe(head.startsWith('<!DOCTYPE') ? 400 : 201);
    expect(reply.text).not.toContain('root:');
  }
});
