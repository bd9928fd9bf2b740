import type { Caller } from '#access/caller.ts';
import type { House } from './calling.ts';
import { enrolled, useTwoStudies } from './two-studies.ts';

const house = useTwoStudies();

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
      // The reason of a change is free text, which may name the arm.
      'Provenance',
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
