import type { Caller } from '#access/caller.ts';
import { type House, useHouse } from './calling.ts';

const house = useHouse();
const ARM = 'https://exo-t2dm.example.org/fhir/StructureDefinition/assigned-arm-code';

const patient = (id: string, site: string) => ({
  resourceType: 'Patient',
  id,
  name: [{ family: `Secret-${id}` }],
  birthDate: '1970',
  managingOrganization: { reference: `Organization/${site}` },
});

const enrolled = (id: string, of: string, study: string, arm: string) => ({
  resourceType: 'ResearchSubject',
  id,
  status: 'on-study',
  study: { reference: `ResearchStudy/${study}` },
  individual: { reference: `Patient/${of}` },
  assignedArm: `Arm ${arm}`,
  text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">in Arm ${arm}</div>` },
  extension: [{ url: ARM, valueCoding: { system: 'urn:arm', code: arm } }],
});

const result = (id: string, of: string, more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: 'HbA1c' },
  subject: { reference: `Patient/${of}` },
  note: [{ text: 'called at home' }],
  ...more,
});

const dose = (id: string, of: string) => ({
  resourceType: 'MedicationAdministration',
  id,
  status: 'completed',
  medicationCodeableConcept: { text: 'EXO-HUVEC' },
  subject: { reference: `Patient/${of}` },
  effectiveDateTime: '2026-01-01',
});

const byLab = (lab: string) => ({ performer: [{ reference: `Organization/${lab}` }] });
const extension = (study: string) => ({
  extension: [
    {
      url: 'http://hl7.org/fhir/StructureDefinition/workflow-researchStudy',
      valueReference: { reference: `ResearchStudy/${study}` },
    },
  ],
});

beforeAll(async () => {
  await house().seed([
    { resourceType: 'ResearchStudy', id: 's1', status: 'active', title: 'One' },
    { resourceType: 'ResearchStudy', id: 's2', status: 'active', title: 'Two' },
    { resourceType: 'Organization', id: 'north', name: 'North' },
    patient('a', 'north'),
    patient('b', 'south'),
    patient('c', 'north'),
    enrolled('ea', 'a', 's1', 'huvec'),
    enrolled('eb', 'b', 's1', 'control'),
    enrolled('ec', 'c', 's2', 'huvec'),
    // a takes part in both studies, in another arm.
    enrolled('ea2', 'a', 's2', 'control'),
    result('ra', 'a', byLab('lab')),
    result('rb', 'b', byLab('other')),
    result('rc', 'c', byLab('lab')),
    result('ra-of-s2', 'a', extension('s2')),
    dose('da', 'a'),
    {
      resourceType: 'AdverseEvent',
      id: 'ae',
      actuality: 'actual',
      subject: { reference: 'Patient/a' },
      suspectEntity: [{ instance: { reference: 'Medication/m' } }],
    },
    { resourceType: 'AuditEvent', id: 'audit', outcome: '0' },
    {
      resourceType: 'MeasureReport',
      id: 'summary',
      status: 'complete',
      type: 'summary',
      measure: 'urn:m',
      evaluatedResource: [{ reference: 'Observation/ra' }],
    },
    {
      resourceType: 'MeasureReport',
      id: 'single',
      status: 'complete',
      type: 'individual',
      measure: 'urn:m',
      subject: { reference: 'Patient/a' },
    },
  ]);
});

describe('a place', () => {
  const seen = async (where: object, role = 'site-staff') => {
    const caller = house().inRole(role, where);
    return [
      await house().ids(caller, 'Patient'),
      await house().ids(caller, 'ResearchSubject'),
      await house().ids(caller, 'Observation'),
    ];
  };

  it('of a study covers its subjects, and of what they have nothing that is of another study', async () => {
    expect(await seen({ study: 's1' })).toEqual([
      ['a', 'b'],
      ['ea', 'eb'],
      ['ra', 'rb'],
    ]);
    expect(await seen({ study: 's2' })).toEqual([
      ['a', 'c'],
      ['ea2', 'ec'],
      ['ra', 'ra-of-s2', 'rc'],
    ]);
    expect(await seen({})).toEqual([
      ['a', 'b', 'c'],
      ['ea', 'ea2', 'eb', 'ec'],
      ['ra', 'ra-of-s2', 'rb', 'rc'],
    ]);
  });

  it('of a site covers its patients', async () => {
    expect(await seen({ study: 's1', site: 'north' })).toEqual([['a'], ['ea'], ['ra']]);
    expect(await seen({ site: 'south' })).toEqual([['b'], ['eb'], ['rb']]);
  });

  it('of an arm covers those who are in it in that study', async () => {
    expect(await seen({ study: 's1', arm: 'huvec' })).toEqual([['a'], ['ea'], ['ra']]);
    expect(await seen({ study: 's1', arm: 'control' })).toEqual([['b'], ['eb'], ['rb']]);
  });

  it('that is unknown or left empty covers nothing', async () => {
    const none = async (where: object) => {
      const caller = house().inRole('site-staff', where);
      const answers = await Promise.all(['Patient', 'Observation'].map((url) => house().get(caller, url)));
      return answers.every(({ status, json }) => status === 403 || json.total === 0);
    };
    expect(await none({ study: 'nothing' })).toBe(true);
    expect(await none({ study: '' })).toBe(true);
    expect(await none({ site: '' })).toBe(true);
  });

  it('shows the study itself, and no other', async () => {
    const caller = house().inRole('monitor', { study: 's1' });
    expect(await house().ids(caller, 'ResearchStudy')).toEqual(['s1']);
    expect((await house().get(caller, 'ResearchStudy/s2')).status).toBe(404);
  });
});

describe('roles', () => {
  it('a laboratory reads and writes its own results, and nobody else’s', async () => {
    const lab = house().inRole('laboratory', { study: 's1', site: 'lab' }, 'system/*.cruds');
    expect(await house().ids(lab, 'Observation')).toEqual(['ra']);
    const sent = (of: string, by: string) =>
      house().call(lab, 'POST', 'Observation', { ...result('', of, byLab(by)), id: undefined });
    const made = await sent('b', 'lab');
    expect(made.status).toBe(201);
    await house().call(undefined, 'DELETE', `Observation/${made.json.id}`);
    expect((await sent('b', 'other')).status).toBe(403);
    expect((await sent('c', 'lab')).status).toBe(403);
    expect(
      (
        await house().call(lab, 'POST', 'Condition', {
          resourceType: 'Condition',
          subject: { reference: 'Patient/a' },
        })
      ).status,
    ).toBe(403);
    const nowhere = house().inRole('laboratory', { study: 's1' }, 'system/*.cruds');
    expect((await house().get(nowhere, 'Observation')).status).toBe(403);
  });

  it('a monitor reads and raises queries, and changes no data', async () => {
    const monitor = house().inRole('monitor', { study: 's1' });
    const query = {
      resourceType: 'Communication',
      status: 'in-progress',
      subject: { reference: 'Patient/a' },
      payload: [{ contentString: 'Is this value right?' }],
    };
    expect((await house().call(monitor, 'POST', 'Communication', query)).status).toBe(201);
    expect((await house().call(monitor, 'PUT', 'Observation/ra', result('ra', 'a'))).status).toBe(403);
    expect((await house().call(monitor, 'DELETE', 'Observation/ra')).status).toBe(403);
  });

  it('a statistician gets everything but who it was', async () => {
    const statistician = house().inRole('statistician', { study: 's1' });
    for (const url of [
      'Patient/a',
      'Patient',
      'Patient/a/_history',
      'Observation?_include=Observation:subject',
      'Patient/a/$everything',
    ]) {
      const { status, text } = await house().get(statistician, url);
      expect([url, status]).toEqual([url, 200]);
      expect(text).not.toMatch(/Secret|at home/);
    }
    expect((await house().get(statistician, 'Patient/a')).json).toMatchObject({
      birthDate: '1970',
      meta: { security: [{ code: 'REDACTED' }] },
    });
    expect((await house().get(statistician, 'Patient?name=Secret-a')).status).toBe(403);
    expect((await house().get(statistician, 'Observation?subject:Patient.family=Secret')).status).toBe(403);
    expect((await house().get(statistician, 'ResearchSubject?assigned-arm-code=huvec')).json.total).toBe(1);
  });

  it('a registry gets the study and results of groups, and no subject', async () => {
    const registry = house().inRole('registry', { study: 's1' });
    expect(await house().ids(registry, 'ResearchStudy')).toEqual(['s1']);
    expect(await house().ids(registry, 'MeasureReport')).toEqual(['summary']);
    expect((await house().get(registry, 'MeasureReport/summary')).text).not.toContain('Observation/ra');
    for (const url of [
      'Patient',
      'Observation',
      'ResearchSubject',
      'AuditEvent',
      'ResearchStudy/s1/$outcome-report',
    ])
      expect((await house().get(registry, url)).status).toBe(403);
    const others = house().inRole('registry', { study: 's2' });
    expect(
      (await house().get(others, 'ResearchStudy/s1/$outcome-report?output=measure-reports')).status,
    ).toBe(403);
  });

  it('an auditor gets the trail alone, an administrator what is nobody’s', async () => {
    const auditor = house().inRole('auditor');
    expect(await house().ids(auditor, 'AuditEvent')).toEqual(['audit']);
    expect((await house().get(auditor, 'Patient')).status).toBe(403);
    for (const role of ['auditor', 'data-manager', 'administrator'])
      expect((await house().call(house().inRole(role), 'DELETE', 'AuditEvent/audit')).status).toBe(403);
    const administrator = house().inRole('administrator');
    expect((await house().get(administrator, 'Organization/north')).status).toBe(200);
    expect((await house().get(administrator, 'Observation')).status).toBe(403);
    const reindex = (caller: Caller) =>
      house().call(caller, 'POST', '$reindex', { resourceType: 'Parameters' });
    expect((await reindex(administrator)).status).not.toBe(403);
    expect((await reindex(house().inRole('administrator', {}, 'user/*.rs'))).status).toBe(403);
    expect((await reindex(house().inRole('data-manager'))).status).toBe(403);
  });

  it('a scope narrows a role, and a role a scope', async () => {
    const narrow = house().inRole('site-staff', { study: 's1' }, 'user/Observation.rs');
    expect(await house().ids(narrow, 'Observation')).toEqual(['ra', 'rb']);
    expect((await house().get(narrow, 'Patient')).status).toBe(403);
    const wide = house().inRole('monitor', { study: 's1' }, 'user/*.cruds');
    expect((await house().call(wide, 'PUT', 'Patient/a', patient('a', 'north'))).status).toBe(403);
  });
});

describe('blinding', () => {
  let blind: Caller;
  const ways = (type: string, id: string) => [
    `${type}/${id}`,
    `${type}/${id}/_history`,
    `${type}/${id}/_history/1`,
    type,
    `${type}/_history`,
    `Patient?_revinclude=${type}:${type === 'AdverseEvent' ? 'subject' : 'individual'}`,
    'Patient/a/$everything',
    'ResearchStudy/s1/$everything',
  ];

  beforeAll(() => {
    blind = house().inRole('blinded-assessor', { study: 's1' });
  });

  it.each([
    ['ResearchSubject', 'ea'],
    ['AdverseEvent', 'ae'],
  ])('leaves arm and product out of %s by whatever way it comes', async (type, id) => {
    for (const url of ways(type, id)) {
      const { status, text } = await house().get(blind, url);
      expect([url, status]).toEqual([url, 200]);
      expect(text).toContain(`"id":"${id}"`);
      expect(text).not.toMatch(/huvec|control|Arm |Medication\/m/i);
    }
    const batch = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ request: { method: 'GET', url: `${type}/${id}` } }],
    };
    expect((await house().call(blind, 'POST', '', batch)).text).not.toMatch(/huvec|Arm |Medication\/m/i);
  });

  it('hides what was given, and how often', async () => {
    for (const url of [
      'MedicationAdministration/da',
      'MedicationAdministration',
      'Medication',
      'MeasureReport',
    ])
      expect((await house().get(blind, url)).status).toBe(403);
    expect(
      await house().ids(blind, 'Patient?_has:MedicationAdministration:patient:status=completed'),
    ).toEqual([]);
    expect(await house().ids(blind, 'Patient?_id=a&_revinclude=MedicationAdministration:patient')).toEqual([
      'a',
    ]);
    expect((await house().get(blind, 'ResearchStudy/s1/$outcome-report')).status).toBe(403);
  });

  it.each([
    'ResearchSubject?assigned-arm-code=huvec',
    'ResearchSubject?assigned-arm-code:not=huvec',
    'ResearchSubject?assigned-arm-code:missing=true',
    'ResearchSubject?assigned-arm=Arm',
    'ResearchSubject?_sort=assigned-arm',
    'ResearchSubject?_text=Arm',
    'ResearchSubject?_content=huvec',
    `ResearchSubject?_filter=${encodeURIComponent('assigned-arm-code eq huvec')}`,
    'Patient?_has:ResearchSubject:individual:assigned-arm-code=huvec',
    'Observation?subject:Patient._has:ResearchSubject:individual:assigned-arm-code=huvec',
    'AdverseEvent?substance=Medication/m',
    'AdverseEvent?substance.code=x',
  ])('refuses to search by it: %s', async (search) => {
    const { status, json } = await house().get(blind, search);
    expect([status, json.issue?.[0].code]).toEqual([403, 'forbidden']);
  });

  it('refuses conditions on it, and to write back what was cut', async () => {
    const ifNoneExist = 'assigned-arm-code=huvec';
    const staff = house().inRole('blinded-assessor', { study: 's1' });
    const sent = { ...enrolled('', 'a', 's1', 'x'), id: undefined };
    expect((await house().call(staff, 'POST', 'ResearchSubject', sent, { ifNoneExist })).status).toBe(403);
    expect(
      (await house().call(staff, 'PUT', 'ResearchSubject/ea', enrolled('ea', 'a', 's1', 'x'))).status,
    ).toBe(403);
  });

  it('holds for whoever has another role as well', async () => {
    const both = bothRoles(house());
    expect((await house().get(both, 'ResearchSubject/ea')).text).not.toMatch(/huvec/);
    expect((await house().get(both, 'MedicationAdministration/da')).status).toBe(403);
  });
});

const bothRoles = (of: House): Caller =>
  of.caller('user/*.rs', {
    roles: ['blinded-assessor', 'principal-investigator'].map((role) => ({
      role,
      study: 's1',
      site: '*',
      arm: '*',
    })),
  });
