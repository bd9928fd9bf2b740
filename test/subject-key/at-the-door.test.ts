import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readKeyFile } from '#secret/key-file.ts';
import { KeyTable } from '#subject-key/key-table.ts';
import { backEndClient, newBackEnd, useSmart } from '../smart/use-smart.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { folder, remove } = temporaryFolder();
const [tables, keyFile] = [path.join(folder, 'table'), path.join(folder, 'key')];
const smart = useSmart(async () => {}, { KEY_TABLE: tables, KEY_TABLE_KEY: keyFile });

const MRN = { system: 'http://sys-ids.kemkes.go.id/mrn/unimus', value: '00-17-42' };
const NUMBER = { system: 'https://exo-t2dm.example.org/fhir/sid/subject', value: 'EXO-001' };
const BY_MRN = `identifier=${encodeURIComponent(`${MRN.system}|${MRN.value}`)}`;
const PROFILE = 'https://exo-t2dm.example.org/fhir/StructureDefinition/exo-pseudonymous-patient';
let table: KeyTable;
let hospital: { Authorization: string };
let monitor: { Authorization: string };

beforeAll(async () => {
  table = KeyTable.open(tables, readKeyFile(keyFile, 'KEY_TABLE_KEY'));
  table.add('EXO-001', { identifier: [MRN], name: 'Siti Canary' }, { who: 'test' });
  const as = async (id: string, role: string) => {
    const backEnd = await newBackEnd(id);
    await smart().register({ ...backEndClient(backEnd), roles: [{ role, study: '*', site: '*', arm: '*' }] });
    return smart().systemToken(backEnd);
  };
  hospital = await as('hospital', 'data-manager');
  monitor = await as('monitor', 'monitor');
});

afterAll(() => {
  table.close();
  remove();
});

/** As a hospital has it. */
const patient = (value = MRN.value) => ({
  resourceType: 'Patient',
  meta: { profile: [PROFILE] },
  text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Siti Canary</div>' },
  identifier: [{ use: 'usual', system: MRN.system, value, assigner: { display: 'Canary hospital' } }],
  name: [{ text: 'Siti Canary' }],
  telecom: [{ system: 'phone', value: '+62-canary' }],
  gender: 'female',
  birthDate: '1970-01-01',
  address: [{ line: ['Jalan Canary 1'], city: 'Semarang', country: 'ID' }],
});

const entry = (resource: object, request: object, fullUrl?: string) => ({
  ...(fullUrl ? { fullUrl } : {}),
  resource,
  request,
});

it('stores the number of the trial in the place of who it is, wherever that stands', async () => {
  const observation = (id: string, subject: object) => ({
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'x' },
    identifier: [{ system: 'urn:lab', value: id }],
    subject,
  });
  const bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      entry(
        patient(),
        { method: 'POST', url: 'Patient', ifNoneExist: BY_MRN },
        'urn:uuid:5d4f21a1-6c63-4a5e-8f5e-0d9a4a1c2b3d',
      ),
      entry(observation('1', { identifier: MRN, display: 'Siti Canary' }), {
        method: 'POST',
        url: 'Observation',
      }),
      entry(observation('2', { reference: `Patient?${BY_MRN}`, display: 'Siti Canary' }), {
        method: 'POST',
        url: 'Observation',
      }),
    ],
  };
  expect(await smart().server.post('', bundle, hospital)).toMatchObject({ status: 200 });
  const { entries } = await smart().server.get('/Patient', hospital);
  expect(entries).toHaveLength(1);
  const [stored] = entries.map(({ resource }) => resource);
  expect(stored).toMatchObject({
    identifier: [NUMBER],
    gender: 'female',
    birthDate: '1970',
    address: [{ country: 'ID' }],
    meta: { security: [{ code: 'PSEUDED' }] },
  });
  const found = await smart().server.get(`/Observation?subject=Patient/${stored?.id}`, hospital);
  expect(found.entries).toHaveLength(2);
  const all = (await smart().server.get('/_history?_count=100', hospital)).text;
  expect(all).not.toMatch(/canary|Siti|00-17-42|sys-ids|Jalan|Semarang|1970-01/i);
});

it('takes conditions by hospital number, so that a second push makes nothing twice', async () => {
  const again = await smart().server.post('/Patient', patient(), { ...hospital, 'If-None-Exist': BY_MRN });
  expect(again.status).toBe(200);
  const updated = await smart().server.put(`/Patient?${BY_MRN}`, { ...patient(), active: true }, hospital);
  expect([updated.status, updated.resource.active]).toEqual([200, true]);
  expect((await smart().server.get('/Patient', hospital)).entries).toHaveLength(1);
});

it('refuses who is not in the table, names the place and repeats nothing', async () => {
  const reply = await smart().server.post('/Patient', patient('99-99-99'), hospital);
  expect(reply).toMatchObject({
    status: 422,
    issues: [{ code: 'business-rule', expression: ['Patient.identifier[0]'] }],
  });
  expect(reply.text).not.toMatch(/99-99-99|canary/i);
});

it('is for roles that send for a hospital; others learn nothing by it', async () => {
  const communication = {
    resourceType: 'Communication',
    status: 'completed',
    subject: { identifier: MRN },
  };
  for (const value of [MRN.value, '99-99-99']) {
    const body = { ...communication, subject: { identifier: { ...MRN, value } } };
    expect(await smart().server.post('/Communication', body, monitor)).toMatchObject({ status: 403 });
  }
});

it('finds by hospital number, without a trace of it in the events of the trial', async () => {
  const form = { ...hospital, 'Content-Type': 'application/x-www-form-urlencoded' };
  for (const reply of [
    await smart().server.get(`/Patient?${BY_MRN}`, hospital),
    await smart().server.post('/Patient/_search', BY_MRN, form),
    await smart().server.post('', bundleOf({ method: 'GET', url: `Patient?${BY_MRN}` }), hospital),
  ])
    expect(reply.text).toContain('EXO-001');
  expect((await smart().server.get(`/Patient?${BY_MRN}`, monitor)).status).toBe(403);
  expect((await smart().server.get(`/Nothing?${BY_MRN}`, hospital)).status).toBe(404);
  expect(await logged()).not.toMatch(/00-17-42/);
});

/** All events, and what was asked as they tell it. */
async function logged(): Promise<string> {
  const events = (await smart().store.history({ type: 'AuditEvent', count: 500 })).versions;
  const queries = events.flatMap(({ text }) =>
    [...(text ?? '').matchAll(/"query":"([^"]+)"/g)].map(([, query = '']) =>
      Buffer.from(query, 'base64').toString(),
    ),
  );
  expect(queries.length).toBeGreaterThan(3);
  return [...queries, ...events.map(({ text }) => text)].join();
}

const bundleOf = (request: object) => ({ resourceType: 'Bundle', type: 'batch', entry: [{ request }] });

it('refuses a hospital number where none is replaced, and no log has it', async () => {
  const TEXT = `${MRN.system}|${MRN.value}`;
  const observation = { resourceType: 'Observation', status: 'final', code: { text: 'x' } };
  const provenance = (who: object) => JSON.stringify({ resourceType: 'Provenance', agent: [{ who }] });
  const named = async (as: typeof hospital) => [
    await smart().server.get(`/Patient?_filter=${encodeURIComponent(`identifier eq ${TEXT}`)}`, as),
    await smart().server.get(`/Patient?identifier=${encodeURIComponent(TEXT.replace('http', 'HTTP'))}`, as),
    await smart().server.post('/Patient/_search', `_filter=identifier eq "${TEXT}"`, {
      ...as,
      'Content-Type': 'application/x-www-form-urlencoded',
    }),
    await smart().server.post(
      '',
      bundleOf({ method: 'GET', url: `Patient?_filter=identifier eq ${TEXT}` }),
      as,
    ),
    await smart().server.post('/Observation', observation, { ...as, 'X-Reason': `sent for ${TEXT}` }),
    await smart().server.post('/Observation', observation, {
      ...as,
      'X-Provenance': provenance({ identifier: MRN }),
    }),
    await smart().server.post('/Observation', observation, {
      ...as,
      'If-None-Exist': `_filter=identifier eq ${TEXT}`,
    }),
    await smart().server.post(
      '/Observation',
      { ...observation, code: { coding: [{ system: MRN.system, code: MRN.value }] } },
      as,
    ),
  ];
  for (const reply of await named(hospital)) {
    expect(reply).toMatchObject({ status: 422, issues: [{ code: 'business-rule' }] });
    expect(reply.text).not.toContain(MRN.value);
  }
  // Asked first whether the role may do what it asks.
  for (const reply of await named(monitor)) expect(reply.status).toBe(403);
  await smart().server.get(`/Patient/${encodeURIComponent(TEXT)}`, hospital);
  await smart().server.get(`/Patient?x=1?identifier=${encodeURIComponent(TEXT)}`, hospital);
  expect(await logged()).not.toMatch(/00-17-42/);
});

it('writes each replacing down: who sent it, and about whom', () => {
  const replaced = table.log.entries().filter(({ action }) => action === 'replace');
  expect(new Set(replaced.map(({ who }) => who))).toEqual(new Set(['hospital']));
  expect(new Set(replaced.map(({ subject }) => subject))).toEqual(new Set(['EXO-001', '']));
  expect(table.log.firstBroken()).toBeUndefined();
});

it('leaves what names nobody as it was, to the digit', async () => {
  const observation =
    '{"resourceType":"Observation","id":"digits","status":"final","code":{"text":"x"},"valueQuantity":{"value":7.10}}';
  await smart().server.put('/Observation/digits', observation, hospital);
  expect((await smart().server.get('/Observation/digits', hospital)).text).toContain('7.10');
  // The trial's own store knows nothing of the table.
  const store = readFileSync(path.join(smart().folder, 'fhir.sqlite')).toString('latin1');
  expect(store).not.toMatch(/Canary|00-17-42/);
});
