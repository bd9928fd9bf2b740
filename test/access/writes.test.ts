import type { Caller } from '#access/caller.ts';
import { bundle, enrolled, OF_P1, observation, patient, useTwoPatients } from './two-patients.ts';

const house = useTwoPatients();
let p1: Caller;
let staff: Caller;

beforeAll(() => {
  p1 = house().caller('patient/*.cruds', OF_P1);
  staff = house().inRole('site-staff', { study: 's1' });
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
