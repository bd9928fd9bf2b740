import type { Caller } from '#access/caller.ts';
import { laboratory, OF_P1, observation, useTwoPatients } from './two-patients.ts';

const house = useTwoPatients();
let p1: Caller;
let reader: Caller;

beforeAll(() => {
  p1 = house().caller('patient/*.cruds', OF_P1);
  reader = house().caller('patient/Patient.rs', OF_P1);
});

describe('what cannot be inferred', () => {
  it.each([
    'Patient?_has:Observation:patient:value-quantity=gt3',
    'Patient?_has:Observation:patient:value-quantity=gt8',
  ])('%s finds nothing for who may not find Observations', async (search) => {
    expect(await house().ids(reader, search)).toEqual([]);
  });

  it('a chain leads only to what may be found', async () => {
    expect(await house().ids(undefined, 'Observation?subject:Patient.gender=male')).toEqual([
      'moved-away',
      'o2',
    ]);
    expect(await house().ids(p1, 'Observation?subject:Patient.gender=male')).toEqual([]);
    expect(await house().ids(p1, 'Observation?subject:Patient.gender=female')).toEqual([
      'moved-here',
      'o1',
      'o1b',
    ]);
    const alone = house().caller('patient/Observation.rs', OF_P1);
    expect(await house().ids(alone, 'Observation?subject:Patient.gender=female')).toEqual([]);
  });

  it('_filter, _list and a negation stand under the same rule', async () => {
    const filter = (text: string) => `Observation?_filter=${encodeURIComponent(text)}`;
    expect(await house().ids(p1, filter('value-quantity gt 8'))).toEqual([]);
    expect(await house().ids(p1, filter('not (value-quantity gt 8)'))).toEqual(['moved-here', 'o1', 'o1b']);
    expect(await house().ids(undefined, 'Observation?_list=both')).toEqual(['o1']);
    expect(await house().ids(p1, 'Observation?_list=both')).toEqual([]);
  });

  it('totals, counts and sorted pages are those of what may be found', async () => {
    const { json } = await house().get(p1, 'Observation?_summary=count');
    expect(json.total).toBe(3);
    const sorted = await house().get(p1, 'Observation?_sort=-value-quantity&_count=1&_total=accurate');
    expect(sorted.json.total).toBe(3);
    expect(sorted.text.replace(/_page=[\w-]+/g, '')).not.toContain('p2');
  });

  it('includes give only what may be found, and do not lead through what may not', async () => {
    const ids = (search: string, by: Caller | undefined = p1) => house().ids(by, search);
    expect(await ids('Organization?_revinclude=Patient:organization')).toEqual(['clinic', 'p1']);
    expect(
      await ids('Organization?_revinclude=Patient:organization&_revinclude:iterate=Observation:subject'),
    ).toEqual(['clinic', 'moved-here', 'o1', 'o1b', 'p1']);
    expect(await ids('Observation?_id=o1&_revinclude=List:item')).toEqual(['o1']);
    const alone = house().caller('patient/Observation.rs', OF_P1);
    expect(await ids('Observation?_id=o1&_include=Observation:subject', alone)).toEqual(['o1']);
    expect(await ids('Observation?_id=o1&_include=*', alone)).toEqual(['o1']);
  });

  it('the page links of another caller lead to nothing of theirs', async () => {
    const all = await house().get(undefined, 'Observation?_sort=_id&_count=1');
    for (const { relation, url } of all.json.link) {
      if (relation === 'self') continue;
      const { text } = await house().get(p1, url);
      expect(text.replace(/"link":\[[^\]]*\]/, '')).not.toContain('Patient/p2');
    }
  });

  it('a later page shows changed resources as they were only to whom they were visible', async () => {
    await house().seed([
      observation('page-a', 'p1'),
      observation('page-b', 'p2'),
      observation('page-c', 'p1'),
    ]);
    const first = await house().get(p1, 'Observation?_id=page-a,page-b,page-c&_count=1');
    const next = first.json.link.find(({ relation }: { relation: string }) => relation === 'next').url;
    await house().seed([observation('page-b', 'p2', laboratory), observation('page-c', 'p1', laboratory)]);
    const second = await house().get(p1, next);
    expect(second.text).toContain('page-c');
    expect(second.text).not.toContain('Patient/p2');
    for (const id of ['page-a', 'page-b', 'page-c'])
      await house().call(undefined, 'DELETE', `Observation/${id}`);
  });

  it('the explanation of a search is not for everyone', async () => {
    expect((await house().get(p1, 'Observation?__explain=true')).status).toBe(403);
  });
});

describe('old versions', () => {
  it('of what was moved between records are shown to neither', async () => {
    for (const [id, version] of [
      ['moved-away', 1],
      ['moved-away', 2],
      ['moved-here', 1],
    ])
      expect((await house().get(p1, `Observation/${id}/_history/${version}`)).status).toBe(404);
    expect((await house().get(p1, 'Observation/moved-here/_history/2')).status).toBe(200);
    const { json } = await house().get(p1, 'Observation/moved-here/_history');
    expect(json.entry).toHaveLength(1);
    expect((await house().get(p1, 'Observation/moved-away/_history')).status).toBe(404);
  });

  it('a history of a type goes on to what may be seen', async () => {
    const seen: string[] = [];
    for (let url = 'Observation/_history?_count=1'; url; ) {
      const { json, text } = await house().get(p1, url);
      expect(text.replace(/_page=[\w-]+/g, '')).not.toContain('p2');
      seen.push(...(json.entry ?? []).map((entry: { resource?: { id: string } }) => entry.resource?.id));
      url = json.link.find(({ relation }: { relation: string }) => relation === 'next')?.url ?? '';
    }
    expect(seen.filter(Boolean)).toEqual(expect.arrayContaining(['moved-here', 'o1', 'o1b']));
  });

  it('a deletion is seen by whom the resource was seen by', async () => {
    await house().seed([observation('gone1', 'p1'), observation('gone2', 'p2')]);
    for (const id of ['gone1', 'gone2']) await house().call(undefined, 'DELETE', `Observation/${id}`);
    expect((await house().get(p1, 'Observation/gone1')).status).toBe(410);
    expect((await house().get(p1, 'Observation/gone2')).status).toBe(404);
    const { text } = await house().get(p1, 'Observation/_history');
    expect(text).toContain('gone1');
    expect(text).not.toContain('gone2');
  });
});
