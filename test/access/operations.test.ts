import type { Caller } from '#access/caller.ts';
import { OF_P1, observation, useTwoPatients } from './two-patients.ts';

const house = useTwoPatients();
let p1: Caller;

beforeAll(() => {
  p1 = house().caller('patient/*.cruds', OF_P1);
});

describe('operations', () => {
  it.each([
    'Patient/p2/$everything',
    'Observation/$lastn?patient=Patient/p2&category=laboratory',
    'Observation/$stats?subject=Patient/p2&code=4548-4&system=http://loinc.org&statistic=count&duration=1000',
    'Observation/o2/$meta',
    'Observation/$meta',
    'Observation/o2/$validate',
    'ResearchStudy/s2/$everything',
    'ResearchStudy/s1/$outcome-report',
    '$meta',
  ])('%s tells a patient nothing of another', async (url) => {
    const { status, text } = await house().get(p1, url);
    expect(status).toBeLessThan(500);
    // What was asked for is repeated; what is counted for it is nothing.
    const told = text.replace(
      /"diagnostics":"[^"]*"|"url":"[^"]*"|"subject":\{"reference":"Patient\/p2"\}/g,
      '',
    );
    expect(told.includes('"count"') && !told.includes('"value":0')).toBe(false);
    expect(told).not.toMatch(/p2|"o2"|"value":9/);
  });

  it.each(['$closure', '$reindex', '$export', '$unheard-of'])('%s is not open to a patient', async (url) => {
    const { status } = await house().call(p1, 'POST', url, { resourceType: 'Parameters' });
    expect([403, 404]).toContain(status);
  });

  it('meta in use is that of what may be found', async () => {
    const tagged = (id: string, of: string, code: string) =>
      observation(id, of, { meta: { tag: [{ system: 'urn:tag', code }] } });
    await house().seed([tagged('tag1', 'p1', 'mine'), tagged('tag2', 'p2', 'theirs')]);
    const { text } = await house().get(p1, 'Observation/$meta');
    expect(text).toContain('mine');
    expect(text).not.toContain('theirs');
    for (const id of ['tag1', 'tag2']) await house().call(undefined, 'DELETE', `Observation/${id}`);
  });

  it('a version that somebody else has read is not "unchanged" to who may not see it', async () => {
    const { status } = await house().call(p1, 'GET', 'Observation/o2', undefined, { ifNoneMatch: 'W/"1"' });
    expect(status).toBe(404);
  });
});
