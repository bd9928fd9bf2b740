import { parse } from 'csv-parse/sync';
import type { Caller } from '#access/caller.ts';
import { useHouse } from '../access/calling.ts';

const house = useHouse({ AUDIT: 'on' });
let manager: Caller;
let auditor: Caller;

const observation = (id: string, value: string, of = 'p1') =>
  `{"resourceType":"Observation","id":"${id}","status":"final","code":{"text":"HbA1c"},"subject":{"reference":"Patient/${of}"},"valueQuantity":{"value":${value},"unit":"%"},"note":[{"text":"=1+1"}]}`;

interface Row {
  time_utc: string;
  user: string;
  client: string;
  action: string;
  resource: string;
  version: string;
  element: string;
  old_value: string;
  new_value: string;
  why: string;
  audit_event: string;
}

async function rows(caller: Caller, path = 'Patient/p1'): Promise<Row[]> {
  const { status, text } = await house().get(caller, `${path}/$audit-trail?output=csv`);
  if (status !== 200) throw new Error(text);
  return parse(text, { columns: true }) as Row[];
}

const put = async (url: string, text: string, reason?: string) => {
  const { parseJson } = await import('#fhir/json/parse-json.ts');
  const origin = { requestId: 'r', address: '192.0.2.7', reason };
  const path = url.split('/');
  return house().rooms.perform({
    method: 'PUT',
    path,
    query: '',
    body: parseJson(text),
    caller: manager,
    origin,
  });
};

beforeAll(async () => {
  manager = {
    ...house().inRole('data-manager'),
    client: { id: 'edc' },
    user: { id: 'u1', fhirUser: 'Practitioner/7' },
  };
  auditor = house().inRole('auditor');
  for (const id of ['p1', 'p2']) await put(`Patient/${id}`, `{"resourceType":"Patient","id":"${id}"}`);
  await put(
    'ResearchSubject/rs1',
    '{"resourceType":"ResearchSubject","id":"rs1","status":"on-study","assignedArm":"Arm A","study":{"reference":"ResearchStudy/s1"},"individual":{"reference":"Patient/p1"}}',
  );
  await put('Observation/o1', observation('o1', '7.10'));
  await put('Observation/o1', observation('o1', '7.1'), 'one digit too many');
  await put('Observation/o2', observation('o2', '6.0', 'p2'));
  await put('Observation/o3', observation('o3', '5.0'));
  await house().call(manager, 'DELETE', 'Observation/o3', undefined, {
    origin: { requestId: 'r', reason: '@entered twice' },
  });
});

it('tells who changed which element when, from what to what, and why', async () => {
  const changed = (await rows(auditor)).filter(
    ({ resource, version }) => resource === 'Observation/o1' && version === '2',
  );
  expect(changed).toMatchObject([
    {
      user: 'Practitioner/7',
      client: 'edc',
      action: 'update',
      element: 'Observation.valueQuantity.value',
      old_value: '7.10',
      new_value: '7.1',
      why: 'one digit too many',
      audit_event: expect.stringMatching(/^AuditEvent\//),
    },
  ]);
  expect(changed[0]?.time_utc).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

it('tells of everything that was made, and of what is deleted, and of nobody else', async () => {
  const all = await rows(auditor);
  expect(all.map(({ resource }) => resource)).not.toContain('Observation/o2');
  const made = all.filter(({ resource, action }) => resource === 'Observation/o3' && action === 'create');
  expect(made.map(({ element, new_value }) => [element, new_value])).toEqual([
    ['Observation.status', 'final'],
    ['Observation.code.text', 'HbA1c'],
    ['Observation.subject.reference', 'Patient/p1'],
    ['Observation.valueQuantity.value', '5.0'],
    ['Observation.valueQuantity.unit', '%'],
    ['Observation.note[0].text', "'=1+1"],
  ]);
  expect(all.at(-1)).toMatchObject({ action: 'delete', resource: 'Observation/o3', why: "'@entered twice" });
});

it('is found by the ResearchSubject as well, and as JSON', async () => {
  expect(await rows(auditor, 'ResearchSubject/rs1')).toEqual(await rows(auditor));
  const { json } = await house().get(auditor, 'Patient/p1/$audit-trail');
  expect(json.subject).toBe('Patient/p1');
  expect(json.changes).toContainEqual(
    expect.objectContaining({
      resource: 'Observation/o1',
      version: '2',
      why: 'one digit too many',
      address: '192.0.2.7',
      elements: [{ element: 'Observation.valueQuantity.value', old: '7.10', new: '7.1' }],
    }),
  );
});

it('says so where no reason was given', async () => {
  await put('Observation/o1', observation('o1', '7.2'));
  const [row] = (await rows(auditor)).filter(({ version }) => version === '3');
  expect(row?.why).toBe('no reason given');
});

it('takes no reason from whom it was not asked of, and none that somebody adds later', async () => {
  const forged = {
    resourceType: 'Provenance',
    target: [{ reference: 'Observation/o1/_history/2' }, { reference: 'Patient/p1' }],
    recorded: '2020-01-01T00:00:00Z',
    reason: [{ text: 'forged' }],
    agent: [{ who: { display: 'somebody else' } }],
  };
  expect((await house().call(manager, 'POST', 'Provenance', forged)).status).toBe(201);
  const { text } = await house().get(auditor, 'Patient/p1/$audit-trail');
  expect(text).toContain('one digit too many');
  expect(text).not.toContain('forged');
});

describe('who may have it', () => {
  it('whoever reads the record and has a role for it, within that part', async () => {
    expect((await rows(manager)).length).toBeGreaterThan(10);
    const elsewhere = house().inRole('data-manager', { study: 'another' });
    expect((await house().get(elsewhere, 'Patient/p1/$audit-trail')).status).toBe(404);
  });

  it.each(['blinded-assessor', 'laboratory', 'statistician', 'site-staff', 'administrator'])(
    'no %s',
    async (role) => {
      expect((await house().get(house().inRole(role), 'Patient/p1/$audit-trail')).status).toBe(403);
    },
  );

  it('nobody learns the arm by it who must not', async () => {
    const both = {
      ...house().inRole('blinded-assessor'),
      roles: [
        { role: 'blinded-assessor', study: '*', site: '*', arm: '*' },
        { role: 'auditor', study: '*', site: '*', arm: '*' },
      ],
    };
    const { text } = await house().get(both, 'Patient/p1/$audit-trail');
    expect(text).not.toContain('Arm A');
  });

  it('and no patient', async () => {
    const patient = house().caller('patient/*.cruds', {
      patient: 'p1',
      user: { id: 'p1', fhirUser: 'Patient/p1' },
    });
    expect((await house().get(patient, 'Patient/p1/$audit-trail')).status).toBe(403);
  });
});

it.each([
  ['Patient/none/$audit-trail', 404],
  ['ResearchSubject/none/$audit-trail', 404],
  ['Patient/p1/$audit-trail?output=xml', 400],
  ['Patient/p1/$audit-trail?since=2026', 400],
])('%s is %i', async (url, status) => {
  expect((await house().get(auditor, url)).status).toBe(status);
});
