import type { Caller } from '#access/caller.ts';
import { useHouse } from '../access/calling.ts';
import { type AuditEvent, line } from './events.ts';

const house = useHouse({ AUDIT: 'on' });
const BALP = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';
const origin = { requestId: 'r-1', address: '192.0.2.7' };
let manager: Caller;
let auditor: Caller;

const asAuditor = (url: string) => house().get(auditor, url);

/** The events about one patient, oldest first, as an auditor has them. */
async function events(patient: string): Promise<AuditEvent[]> {
  const { json } = await asAuditor(`AuditEvent?patient=Patient/${patient}&_sort=_lastUpdated`);
  return (json.entry ?? []).map(({ resource }: { resource: AuditEvent }) => resource);
}

beforeAll(async () => {
  manager = {
    ...house().inRole('data-manager'),
    issuer: 'https://fhir.example.org/auth',
    client: { id: 'edc', name: 'Data capture' },
    user: { id: 'u1', fhirUser: 'https://fhir.example.org/fhir/Practitioner/7' },
    tokenId: 'a1b2',
  };
  auditor = { ...house().inRole('auditor'), issuer: 'https://fhir.example.org/auth' };
  const call = (method: string, url: string, body?: object) =>
    house().call(manager, method, url, body, { origin });
  await call('PUT', 'Patient/p1', { resourceType: 'Patient', id: 'p1', name: [{ family: 'Nurhayati' }] });
  await call('GET', 'Patient/p1');
  await call('GET', 'Patient?_id=p1');
  await call('DELETE', 'Patient/p1');
  await call('GET', 'Patient/p1');
});

it('tells who did what with which version, when, from where, and how it ended', async () => {
  const [made] = await events('p1');
  expect(made).toMatchObject({
    type: { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: 'rest' },
    subtype: [
      { system: 'http://hl7.org/fhir/restful-interaction', code: 'create' },
      { system: 'http://hl7.org/fhir/restful-interaction', code: 'update' },
    ],
    action: 'C',
    outcome: '0',
    agent: [
      {
        type: { coding: [{ code: '110153' }] },
        who: { identifier: { system: 'https://fhir.example.org/auth', value: 'edc' } },
        name: 'Data capture',
        requestor: false,
        policy: ['urn:token:a1b2'],
        network: { address: '192.0.2.7', type: '2' },
      },
      { type: { coding: [{ code: '110152' }] }, requestor: false, network: { type: '5' } },
      {
        type: { coding: [{ code: 'AUT' }] },
        who: { reference: 'Practitioner/7', identifier: { value: 'u1' } },
        role: [{ coding: [{ code: 'data-manager' }] }],
        requestor: true,
      },
    ],
    entity: [
      { what: { reference: 'Patient/p1/_history/1' }, type: { code: '2' }, role: { code: '4' } },
      { what: { reference: 'Patient/p1' }, type: { code: '1' }, role: { code: '1' } },
      { what: { identifier: { value: 'r-1' } }, type: { code: 'XrequestId' } },
    ],
  });
  expect(Math.abs(Date.parse(made?.recorded as string) - Date.now())).toBeLessThan(60_000);
});

it('claims the profiles of BALP for what they are about, and none for a refusal', async () => {
  const claimed = (await events('p1')).slice(0, 5).map((event) => [line(event), event.meta?.profile]);
  expect(claimed).toEqual([
    ['C create+update Patient/p1/_history/1 of p1', [`${BALP}PatientCreate`]],
    ['R read Patient/p1/_history/1 of p1', [`${BALP}PatientRead`]],
    ['E search-type GET /Patient?_id=p1 of p1', [`${BALP}PatientQuery`]],
    ['D delete Patient/p1/_history/2 of p1', [`${BALP}PatientDelete`]],
    ['R (4) read+deleted Patient/p1 of p1', undefined],
  ]);
});

it('is valid R4', async () => {
  for (const event of await events('p1')) {
    const { json } = await house().call(undefined, 'POST', 'AuditEvent/$validate', event);
    const errors = json.issue.filter(({ severity }: { severity: string }) => /error|fatal/.test(severity));
    expect(errors).toEqual([]);
  }
});

it('holds nothing of what was read or written', async () => {
  expect(JSON.stringify(await events('p1'))).not.toContain('Nurhayati');
});

it('tells of what is forbidden', async () => {
  const nurse = house().inRole('laboratory');
  expect((await house().call(nurse, 'GET', 'AuditEvent', undefined, { origin })).status).toBe(403);
  const found = await asAuditor('AuditEvent?subtype=forbidden&outcome=4');
  expect(found.json.entry.map(({ resource }: { resource: AuditEvent }) => line(resource))).toEqual([
    'E (4) search-type+forbidden GET /AuditEvent',
  ]);
});

it.each([
  ['agent=Practitioner/7', 5],
  ['agent:identifier=https://fhir.example.org/auth|edc', 5],
  ['agent-role=data-manager', 5],
  ['address=192.0.2.7&action=D', 1],
  ['entity=Patient/p1/_history/1', 2],
  ['entity:identifier=r-1', 5],
  ['action=E&subtype=search-type&patient=p1', 1],
  ['outcome=4&patient=Patient/p1&agent=Practitioner/7', 1],
  ['type=rest&date=gt2020&agent=Practitioner/7', 5],
])('an auditor finds events by %s', async (query, count) => {
  const { json } = await asAuditor(`AuditEvent?${query}&_count=100&_total=accurate`);
  const found = json.entry.filter(({ resource }: { resource: AuditEvent }) =>
    resource.agent.some(({ who }) => who.reference === 'Practitioner/7'),
  );
  expect(found).toHaveLength(count);
});

it.each(['data-manager', 'principal-investigator', 'site-staff', 'monitor', 'statistician', 'administrator'])(
  'a %s sees no event',
  async (role) => {
    const caller = house().inRole(role);
    const [{ id = '' } = {}] = await events('p1');
    expect((await house().get(caller, `AuditEvent/${id}`)).status).toBe(403);
    expect((await house().get(caller, 'AuditEvent')).status).toBe(403);
  },
);

it('a patient sees no event, not even of the own record: it may name others', async () => {
  const patient = house().caller('patient/*.rs', {
    patient: 'p1',
    user: { id: 'p1', fhirUser: 'Patient/p1' },
  });
  expect((await house().get(patient, 'AuditEvent?patient=Patient/p1')).status).toBe(403);
});

it('an auditor sees nothing else', async () => {
  expect((await asAuditor('Patient/p1')).status).toBe(403);
  expect((await asAuditor('Patient?_revinclude=AuditEvent:patient')).status).toBe(403);
});

it('names every patient of whom a page shows something, however many they are', async () => {
  const numbers = Array.from({ length: 600 }, (_, i) => i);
  const people = numbers.flatMap((i) => [`s${i}`, `f${i}`]);
  await house().seed(people.map((id) => ({ resourceType: 'Patient', id })));
  await house().seed(
    numbers.map((i) => ({
      resourceType: 'Observation',
      id: `m${i}`,
      status: 'final',
      code: { text: 'many' },
      subject: { reference: `Patient/s${i}` },
      performer: [{ reference: `Patient/f${i}` }],
    })),
  );
  const { json } = await house().get(
    manager,
    'Observation?code:text=many&_count=600&_include=Observation:subject&_include=Observation:performer',
  );
  expect(json.entry).toHaveLength(1800);
  const found = await asAuditor('AuditEvent?patient=Patient/f599&subtype=search-type');
  const [{ resource }] = found.json.entry;
  const named = resource.entity.flatMap(
    ({ what }: { what?: { reference?: string } }) => what?.reference ?? [],
  );
  expect(named.sort()).toEqual(people.map((id) => `Patient/${id}`).sort());
});
