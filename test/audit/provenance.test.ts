import type { Caller } from '#access/caller.ts';
import type { Resource } from '#fhir/resource.ts';
import { type Called, useHouse } from '../access/calling.ts';

const house = useHouse({ AUDIT: 'on' });
const strict = useHouse({ AUDIT: 'on', CHANGE_REASON: 'required' });
const quiet = useHouse({ AUDIT: 'off' });
let manager: Caller;

const observation = (id: string, status = 'final') => ({
  resourceType: 'Observation',
  id,
  status,
  code: { text: 'HbA1c' },
  subject: { reference: 'Patient/p1' },
});

type Why = { reason?: string; provenance?: string };
const call = (at: typeof house, why: Why, method: string, url: string, body?: object): Promise<Called> =>
  at().call(manager, method, url, body, { origin: { requestId: 'r', ...why } });

/** The Provenances about a resource, oldest first. */
async function explained(at: typeof house, what: string): Promise<Resource[]> {
  const auditor = at().inRole('auditor');
  const { json } = await at().get(auditor, `Provenance?target=${what}&_sort=_lastUpdated`);
  return (json.entry ?? []).map(({ resource }: { resource: Resource }) => resource);
}

beforeAll(async () => {
  manager = {
    ...house().inRole('data-manager'),
    issuer: 'https://fhir.example.org/auth',
    client: { id: 'edc' },
    user: { id: 'u1', fhirUser: 'Practitioner/7' },
  };
  for (const at of [house, strict, quiet])
    await at().call(undefined, 'PUT', 'Patient/p1', { resourceType: 'Patient', id: 'p1' });
});

it('a change leaves a Provenance with who, when, what it replaced, and why', async () => {
  await call(house, {}, 'PUT', 'Observation/o1', observation('o1'));
  await call(
    house,
    { reason: 'misread from the paper form' },
    'PUT',
    'Observation/o1',
    observation('o1', 'amended'),
  );
  const found = await explained(house, 'Observation/o1');
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    target: [{ reference: 'Observation/o1/_history/2' }],
    reason: [{ text: 'misread from the paper form' }],
    activity: { coding: [{ code: 'UPDATE' }] },
    agent: [
      {
        type: { coding: [{ code: 'author' }] },
        who: { reference: 'Practitioner/7', identifier: { value: 'u1' } },
      },
      { type: { coding: [{ code: 'assembler' }] }, who: { identifier: { value: 'edc' } } },
    ],
    entity: [{ role: 'revision', what: { reference: 'Observation/o1/_history/1' } }],
  });
  const { json } = await house().call(undefined, 'POST', 'Provenance/$validate', found[0]);
  expect(json.issue.filter(({ severity }: { severity: string }) => severity === 'error')).toEqual([]);
});

it('also where no reason was given, and a deletion too', async () => {
  await call(house, {}, 'PUT', 'Observation/o2', observation('o2'));
  await call(house, {}, 'PUT', 'Observation/o2', observation('o2', 'amended'));
  await call(house, {}, 'PUT', 'Observation/o2', observation('o2', 'amended'));
  await call(house, { reason: 'entered twice' }, 'DELETE', 'Observation/o2');
  const found = await explained(house, 'Observation/o2');
  expect(found.map(({ target, reason }) => [target, reason])).toEqual([
    [[{ reference: 'Observation/o2/_history/2' }], undefined],
    [[{ reference: 'Observation/o2/_history/3' }], [{ text: 'entered twice' }]],
  ]);
});

it('what belongs to no record leaves one only where a reason is given', async () => {
  const organization = { resourceType: 'Organization', id: 'g', name: 'One' };
  await call(house, {}, 'PUT', 'Organization/g', organization);
  await call(house, {}, 'PUT', 'Organization/g', { ...organization, name: 'Two' });
  expect(await explained(house, 'Organization/g')).toEqual([]);
  await call(house, { reason: 'renamed' }, 'PUT', 'Organization/g', { ...organization, name: 'Three' });
  expect(await explained(house, 'Organization/g')).toHaveLength(1);
});

it('a reason holds for all entries of a transaction, and UTF-8 is read in it', async () => {
  const entry = ['t1', 't2'].map((id) => ({
    request: { method: 'PUT', url: `Observation/${id}` },
    resource: observation(id),
  }));
  const reason = Buffer.from('nilai salah — dikoreksi').toString('latin1');
  await call(house, { reason }, 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry });
  for (const id of ['t1', 't2'])
    expect((await explained(house, `Observation/${id}`))[0]).toMatchObject({
      reason: [{ text: 'nilai salah — dikoreksi' }],
      activity: { coding: [{ code: 'CREATE' }] },
    });
});

describe('X-Provenance', () => {
  const header = (more: object) => JSON.stringify({ resourceType: 'Provenance', ...more });
  const own = { agent: [{ who: { display: 'Analyser 3' } }], recorded: '2026-01-02T03:04:05Z' };

  it('is stored with what was written as its target', async () => {
    const provenance = header({ ...own, reason: [{ text: 'recalibrated' }] });
    await call(house, { provenance }, 'PUT', 'Observation/x1', observation('x1'));
    expect(await explained(house, 'Observation/x1')).toMatchObject([
      { ...own, reason: [{ text: 'recalibrated' }], target: [{ reference: 'Observation/x1/_history/1' }] },
    ]);
  });

  it.each([
    ['{"resourceType":', 'X-Provenance is no JSON', 'Provenance.resourceType'],
    ['{"resourceType":"Patient"}', 'is no Provenance', 'Provenance.resourceType'],
    [header({ target: [{ reference: 'Patient/p1' }] }), 'has a target', 'Provenance.target'],
    [header({ agent: [{ who: 'somebody' }] }), 'X-Provenance: ', 'Provenance.agent[0].who'],
    [header({ recorded: 'yesterday' }), 'X-Provenance: ', 'Provenance.recorded'],
    [header({ colour: 'blue' }), 'X-Provenance: ', 'Provenance.colour'],
  ])('is refused for what is wrong with it: %s', async (provenance, diagnostics, expression) => {
    const { status, json } = await call(house, { provenance }, 'PUT', 'Observation/x2', observation('x2'));
    expect(status).toBe(400);
    expect(json.issue[0]).toMatchObject({
      diagnostics: expect.stringContaining(diagnostics),
      expression: [expression],
    });
    expect((await call(house, {}, 'GET', 'Observation/x2')).status).toBe(404);
  });
});

it.each(['', ' ', 'x'.repeat(1001), 'a\tb'])('a reason that is none is refused', async (reason) => {
  const { status } = await call(house, { reason }, 'PUT', 'Observation/o9', observation('o9'));
  expect(status).toBe(400);
});

describe('where a reason is required', () => {
  it('a change without one is refused, and nothing is written', async () => {
    expect((await call(strict, {}, 'PUT', 'Observation/o1', observation('o1'))).status).toBe(201);
    const { status, json } = await call(strict, {}, 'PUT', 'Observation/o1', observation('o1', 'amended'));
    expect([status, json.issue[0].code]).toEqual([422, 'business-rule']);
    expect((await call(strict, {}, 'DELETE', 'Observation/o1')).status).toBe(422);
    const { json: stored } = await call(strict, {}, 'GET', 'Observation/o1');
    expect(stored.meta.versionId).toBe('1');
  });

  it('one with a reason is carried out', async () => {
    const why = { reason: 'corrected' };
    expect((await call(strict, why, 'PUT', 'Observation/o1', observation('o1', 'amended'))).status).toBe(200);
    const provenance = JSON.stringify({ resourceType: 'Provenance', reason: [{ text: 'twice' }] });
    expect((await call(strict, { provenance }, 'DELETE', 'Observation/o1')).status).toBe(204);
  });

  it('it holds for entries of a transaction, which names the one', async () => {
    await call(strict, {}, 'PUT', 'Observation/o3', observation('o3'));
    const entry = [
      { request: { method: 'PUT', url: 'Observation/o4' }, resource: observation('o4') },
      { request: { method: 'DELETE', url: 'Observation/o3' } },
    ];
    const bundle = { resourceType: 'Bundle', type: 'transaction', entry };
    const { status, json } = await call(strict, {}, 'POST', '', bundle);
    expect([status, json.issue[0].expression]).toEqual([422, ['Bundle.entry[1]']]);
  });
});

it('a reason that is given is kept where nothing is audited', async () => {
  await call(quiet, {}, 'PUT', 'Observation/o1', observation('o1'));
  await call(quiet, {}, 'PUT', 'Observation/o1', observation('o1', 'amended'));
  expect(await explained(quiet, 'Observation/o1')).toEqual([]);
  await call(quiet, { reason: 'because' }, 'DELETE', 'Observation/o1');
  expect(await explained(quiet, 'Observation/o1')).toMatchObject([{ reason: [{ text: 'because' }] }]);
  const { json } = await quiet().get(quiet().inRole('auditor'), 'AuditEvent');
  expect(json.total).toBe(0);
});
