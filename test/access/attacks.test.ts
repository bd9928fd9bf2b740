import type { Caller } from '#access/caller.ts';
import { useHouse } from './calling.ts';

const house = useHouse();
let p1: Caller;
let reader: Caller;
let staff: Caller;

/** A patient who works with the own record. */
const OF_P1 = { patient: 'p1', user: { id: 'p1', fhirUser: 'Patient/p1' } };

const patient = (id: string, more: object = {}) => ({
  resourceType: 'Patient',
  id,
  identifier: [{ system: 'urn:subject', value: id.toUpperCase() }],
  ...more,
});

const observation = (id: string, of: string, more: object = {}) => ({
  resourceType: 'Observation',
  id: (id || undefined) as string,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }] },
  subject: { reference: `Patient/${of}` },
  identifier: [{ system: 'urn:result', value: id || 'new' }],
  valueQuantity: { value: of === 'p2' ? 9 : 5, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
  ...more,
});

const laboratory = {
  category: [
    {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }],
    },
  ],
};

const enrolled = (of: string, study: string) => ({
  resourceType: 'ResearchSubject',
  id: `in-${study}-${of}`,
  status: 'on-study',
  study: { reference: `ResearchStudy/${study}` },
  individual: { reference: `Patient/${of}` },
});

const bundle = (type: string, ...entries: [string, string, object?, object?][]) => ({
  resourceType: 'Bundle',
  type,
  entry: entries.map(([method, url, resource, more]) => ({
    ...(resource ? { resource } : {}),
    request: { method, url, ...more },
  })),
});

beforeAll(async () => {
  p1 = house().caller('patient/*.cruds', OF_P1);
  reader = house().caller('patient/Patient.rs', OF_P1);
  staff = house().inRole('site-staff', { study: 's1' });
  await house().seed([
    { resourceType: 'Practitioner', id: 'doctor', active: true },
    { resourceType: 'Organization', id: 'clinic', name: 'Clinic' },
    { resourceType: 'ResearchStudy', id: 's1', status: 'active' },
    { resourceType: 'ResearchStudy', id: 's2', status: 'active' },
    patient('p1', { gender: 'female', managingOrganization: { reference: 'Organization/clinic' } }),
    patient('p2', { gender: 'male', managingOrganization: { reference: 'Organization/clinic' } }),
    enrolled('p1', 's1'),
    enrolled('p2', 's2'),
    observation('o1', 'p1', laboratory),
    observation('o1b', 'p1'),
    observation('o2', 'p2', laboratory),
    {
      resourceType: 'List',
      id: 'both',
      status: 'current',
      mode: 'working',
      subject: { reference: 'Patient/p2' },
      entry: [{ item: { reference: 'Observation/o1' } }],
    },
    // A result of p2 that was once filed under p1, and one of p1 that was once filed under p2.
    observation('moved-away', 'p1'),
    observation('moved-here', 'p2'),
  ]);
  await house().seed([observation('moved-away', 'p2'), observation('moved-here', 'p1')]);
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
    expect(sorted.text).not.toContain('p2');
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
      expect(text).not.toContain('p2');
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

describe('writes of a patient', () => {
  const count = async () => (await house().ids(undefined, 'Observation?_count=100')).length;

  it.each<[string, () => Promise<{ status: number }>, number]>([
    [
      'creating for another patient',
      () => house().call(p1, 'POST', 'Observation', observation('', 'p2')),
      403,
    ],
    [
      'creating for oneself about another patient',
      () =>
        house().call(
          p1,
          'POST',
          'Observation',
          observation('', 'p1', { focus: [{ reference: 'Patient/p2' }] }),
        ),
      403,
    ],
    [
      'creating for another as its performer',
      () =>
        house().call(
          p1,
          'POST',
          'Observation',
          observation('', 'p2', { performer: [{ reference: 'Patient/p1' }] }),
        ),
      403,
    ],
    [
      'finding the other by a reference by search',
      () =>
        house().call(
          p1,
          'POST',
          '',
          bundle('transaction', [
            'POST',
            'Observation',
            observation('', 'p1', { subject: { reference: 'Patient?identifier=urn:subject|P2' } }),
          ]),
        ),
      412,
    ],
    [
      'moving one’s own to another',
      () => house().call(p1, 'PUT', 'Observation/o1', observation('o1', 'p2')),
      403,
    ],
    [
      'patching one’s own to another',
      () =>
        house().call(
          p1,
          'PATCH',
          'Observation/o1',
          [{ op: 'replace', path: '/subject/reference', value: 'Patient/p2' }],
          { isJsonPatch: true },
        ),
      403,
    ],
    ['taking another’s', () => house().call(p1, 'PUT', 'Observation/o2', observation('o2', 'p1')), 404],
    [
      'changing the own part in the study',
      () => house().call(p1, 'PUT', 'ResearchSubject/in-s1-p1', enrolled('p1', 's1')),
      403,
    ],
    [
      'writing into the audit trail',
      () => house().call(p1, 'POST', 'AuditEvent', { resourceType: 'AuditEvent' }),
      403,
    ],
    ['making a new id', () => house().call(p1, 'PUT', 'Observation/free', observation('free', 'p1')), 404],
    [
      'taking another’s by criteria',
      () => house().call(p1, 'PUT', 'Observation?identifier=urn:result|o2', observation('o2', 'p1')),
      404,
    ],
    [
      'writing what belongs to nobody',
      () => house().call(p1, 'POST', 'Practitioner', { resourceType: 'Practitioner' }),
      403,
    ],
  ])('%s is refused and stores nothing', async (_, attempt, status) => {
    const before = await count();
    const { resource } = { resource: (await house().get(undefined, 'Observation/o1')).text };
    const answer = await attempt();
    expect(answer.status).toBe(status);
    expect(await count()).toBe(before);
    expect((await house().get(undefined, 'Observation/o1')).text).toBe(resource);
  });

  it('deleting another’s is answered as deleting nothing, and does nothing', async () => {
    expect((await house().call(p1, 'DELETE', 'Observation/o2')).status).toBe(204);
    expect((await house().call(p1, 'DELETE', 'Observation/nobody')).status).toBe(204);
    expect((await house().call(p1, 'DELETE', 'Observation?identifier=urn:result|o2')).status).toBe(204);
    const asked = { ifMatch: 'W/"1"' };
    const [foreign, absent] = [
      await house().call(p1, 'DELETE', 'Observation/o2', undefined, asked),
      await house().call(p1, 'DELETE', 'Observation/nobody', undefined, asked),
    ];
    expect([foreign.status, foreign.text.replaceAll('o2', 'X')]).toEqual([
      absent.status,
      absent.text.replaceAll('nobody', 'X'),
    ]);
    expect((await house().get(undefined, 'Observation/o2')).status).toBe(200);
  });

  it('a conditional create does not tell whether somebody else has one', async () => {
    const ifNoneExist = 'identifier=urn:result|o2';
    const answer = await house().call(
      p1,
      'POST',
      'Observation',
      observation('', 'p1', { identifier: [{ system: 'urn:result', value: 'o2' }] }),
      { ifNoneExist },
    );
    expect(answer.status).toBe(201);
    await house().call(undefined, 'DELETE', `Observation/${answer.json.id}`);
  });

  it('of one’s own are carried out, and again where others were faster', async () => {
    const made = await house().call(p1, 'POST', 'Observation', observation('', 'p1'));
    expect(made.status).toBe(201);
    const { id } = made.json;
    const changes = await Promise.all(
      ['amended', 'corrected', 'final'].map((status) =>
        house().call(p1, 'PUT', `Observation/${id}`, observation(id, 'p1', { status })),
      ),
    );
    expect(changes.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await house().call(p1, 'DELETE', `Observation/${id}`)).status).toBe(204);
    expect((await house().get(p1, `Observation/${id}`)).status).toBe(410);
  });
});

describe('bundles', () => {
  it('a batch permits each entry by itself', async () => {
    const { json } = await house().call(
      p1,
      'POST',
      '',
      bundle(
        'batch',
        ['GET', 'Patient/p1'],
        ['GET', 'Patient/p2'],
        ['GET', 'Observation?subject=Patient/p2'],
        ['POST', 'Observation', observation('', 'p2')],
        ['POST', '$reindex', { resourceType: 'Parameters' }],
      ),
    );
    const statuses = json.entry.map(({ response }: { response: { status: string } }) =>
      response.status.slice(0, 3),
    );
    expect(statuses).toEqual(['200', '404', '200', '403', '403']);
    expect(json.entry[2].resource.total).toBe(0);
  });

  it('a transaction is refused whole for one entry, before anything is written', async () => {
    const before = await house().ids(undefined, 'Observation?_count=100');
    const answers = [
      await house().call(
        p1,
        'POST',
        '',
        bundle(
          'transaction',
          ['POST', 'Observation', observation('', 'p1')],
          ['POST', 'Observation', observation('', 'p2')],
        ),
      ),
      await house().call(
        p1,
        'POST',
        '',
        bundle('transaction', ['POST', 'Observation', observation('', 'p1')], ['GET', 'Observation/o2']),
      ),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 404]);
    expect(await house().ids(undefined, 'Observation?_count=100')).toEqual(before);
  });
});

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

describe('a study', () => {
  it('is entered by nobody through enrolling somebody else’s patient', async () => {
    const { status } = await house().call(staff, 'POST', 'ResearchSubject', enrolled('p2', 's1'));
    expect(status).toBe(403);
    expect((await house().get(staff, 'Patient/p2')).status).toBe(404);
  });

  it('takes a new patient together with the enrolment, and by a reference by search as well', async () => {
    const urn = 'urn:uuid:6e1c9c5e-3c36-4a5d-8f43-0c5d1f6f4d01';
    const { status, json } = await house().call(staff, 'POST', '', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        {
          fullUrl: urn,
          resource: patient('new', { id: undefined }),
          request: { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=urn:subject|NEW' },
        },
        {
          resource: { ...enrolled('x', 's1'), id: undefined, individual: { reference: urn } },
          request: { method: 'POST', url: 'ResearchSubject' },
        },
        {
          resource: {
            ...observation('', 'x'),
            id: undefined,
            subject: { reference: 'Patient?identifier=urn:subject|NEW' },
          },
          request: { method: 'POST', url: 'Observation' },
        },
      ],
    });
    expect([status, json.issue]).toEqual([200, undefined]);
    const { status: alone } = await house().call(
      staff,
      'POST',
      'Patient',
      patient('alone', { id: undefined }),
    );
    expect(alone).toBe(403);
  });
});
