import type { Caller } from '#access/caller.ts';
import { byLab, patient, result, useTwoStudies } from './two-studies.ts';

const house = useTwoStudies();

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
