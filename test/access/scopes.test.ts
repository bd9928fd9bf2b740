import type { Caller } from '#access/caller.ts';
import { laboratory, OF_P1, observation, useTwoPatients } from './two-patients.ts';

const house = useTwoPatients();

describe('scopes', () => {
  it.each([
    ['none at all', ''],
    ['openid alone', 'openid profile'],
    ['unknown ones', 'patient/Nothing.rs launch/magic *'],
  ])('%s give nothing', async (_, scopes) => {
    const caller = house().caller(scopes, OF_P1);
    for (const url of ['Patient/p1', 'Patient', 'Observation', 'Practitioner/doctor', '_history'])
      expect((await house().get(caller, url)).status).toBe(403);
  });

  it('of a type are of that type in every interaction', async () => {
    const caller = house().inRole('site-staff', { study: 's1' }, 'user/Procedure.rs');
    for (const url of ['Observation', 'Observation/o1', 'Observation/_history', 'Patient/p1/Observation'])
      expect((await house().get(caller, url)).status).toBe(403);
    expect(await house().ids(caller, '?_type=Observation')).toEqual([]);
    expect(await house().ids(caller, '_history')).toEqual([]);
  });

  it('with criteria cover what meets them, before and after a write', async () => {
    const caller = house().caller(
      'patient/Observation.rus?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
      OF_P1,
    );
    expect(await house().ids(caller, 'Observation')).toEqual(['o1']);
    expect((await house().get(caller, 'Observation/o1')).status).toBe(200);
    expect((await house().get(caller, 'Observation/o1b')).status).toBe(404);
    expect(
      (await house().call(caller, 'PUT', 'Observation/o1b', observation('o1b', 'p1', laboratory))).status,
    ).toBe(404);
    expect((await house().call(caller, 'PUT', 'Observation/o1', observation('o1', 'p1'))).status).toBe(403);
  });

  it('with criteria that no search understands cover nothing', async () => {
    const caller = house().caller('patient/Observation.rs?colour=red', OF_P1);
    expect((await house().get(caller, 'Observation')).status).toBe(403);
  });

  it('for reading give what stands for the user', async () => {
    const caller = house().caller('openid fhirUser patient/Observation.rs', {
      patient: 'p1',
      roles: [{ role: 'site-staff', study: 's1', site: '*', arm: '*' }],
      user: { id: 'u', fhirUser: 'Practitioner/doctor' },
    });
    expect((await house().get(caller, 'Practitioner/doctor')).status).toBe(200);
    expect((await house().get(caller, 'Practitioner')).status).toBe(403);
  });
});

describe('an app for one patient in the hands of somebody else', () => {
  const inHands = (of: string, roles: Caller['roles']) =>
    house().caller('patient/*.cruds', {
      patient: of,
      user: { id: 'd', fhirUser: 'Practitioner/doctor' },
      roles,
    });
  const role = { role: 'site-staff', study: 's1', site: '*', arm: '*' };

  it('reaches the part of the record that the person’s role reaches', async () => {
    expect((await house().get(inHands('p1', [role]), 'Patient/p1')).status).toBe(200);
    expect((await house().get(inHands('p2', [role]), 'Patient/p2')).status).toBe(404);
    expect((await house().get(inHands('p1', []), 'Patient/p1')).status).toBe(403);
  });
});
