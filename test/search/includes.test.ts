import { useServer } from '../server-for-tests.ts';
import { store } from './searching.ts';

const server = useServer();
const reference = (target: string) => ({ reference: target });
const URL = 'http://example.org/fhir';
const questionnaire = (version?: string) => ({
  url: `${URL}/Questionnaire/dqol`,
  status: 'active',
  ...(version ? { version } : {}),
});
const response = (canonical: string) => ({
  status: 'completed',
  questionnaire: canonical,
  subject: reference('Patient/p'),
});

beforeAll(() =>
  store(server(), {
    'Organization/o': { name: 'Ward' },
    'Patient/p': { managingOrganization: reference('Organization/o') },
    'Practitioner/dr': { active: true },
    'Questionnaire/v1': questionnaire('1.0'),
    'Questionnaire/v2': questionnaire('2.0'),
    'Questionnaire/else': { ...questionnaire('1.0'), url: `${URL}/Questionnaire/dqol-short` },
    'QuestionnaireResponse/of-1': response(`${URL}/Questionnaire/dqol|1.0`),
    'QuestionnaireResponse/of-any': response(`${URL}/Questionnaire/dqol`),
    'QuestionnaireResponse/of-none': response(`${URL}/Questionnaire/unknown`),
    'QuestionnaireResponse/of-3': response(`${URL}/Questionnaire/dqol|3.0`),
    'Observation/o1': {
      status: 'final',
      code: { text: 'x' },
      subject: reference('Patient/p'),
      performer: [reference('Practitioner/dr')],
    },
    'Observation/o2': { status: 'final', code: { text: 'x' }, hasMember: [reference('Observation/o1')] },
    'Provenance/v': {
      target: [reference('Observation/o1')],
      recorded: '2025-06-10T00:00:00Z',
      agent: [{ who: reference('Practitioner/dr') }],
    },
  }),
);

async function included(search: string): Promise<string> {
  const { status, entries, issues } = await server().get(`/${search}`);
  if (status !== 200) throw new Error(issues[0]?.diagnostics);
  return entries
    .filter((entry) => entry.search?.mode === 'include')
    .map(({ fullUrl }) => fullUrl?.slice(server().baseUrl.length + 1) as string)
    .sort()
    .join(' ');
}

it.each([
  ['QuestionnaireResponse?_id=of-1&_include=QuestionnaireResponse:questionnaire', 'Questionnaire/v1'],
  [
    'QuestionnaireResponse?_id=of-any&_include=QuestionnaireResponse:questionnaire',
    'Questionnaire/v1 Questionnaire/v2',
  ],
  ['QuestionnaireResponse?_id=of-3,of-none&_include=QuestionnaireResponse:questionnaire', ''],
  [
    'QuestionnaireResponse?_id=of-1,of-any&_include=QuestionnaireResponse:questionnaire:Questionnaire',
    'Questionnaire/v1 Questionnaire/v2',
  ],
  ['QuestionnaireResponse?_id=of-1&_include=QuestionnaireResponse:*', 'Patient/p Questionnaire/v1'],
  [
    'Questionnaire?_id=v1&_revinclude=QuestionnaireResponse:questionnaire',
    'QuestionnaireResponse/of-1 QuestionnaireResponse/of-any',
  ],
  ['Questionnaire?_id=v2&_revinclude=QuestionnaireResponse:questionnaire', 'QuestionnaireResponse/of-any'],
  ['Questionnaire?_id=else&_revinclude=QuestionnaireResponse:questionnaire', ''],
])('follows canonicals: %s', async (search, resources) => {
  expect(await included(search)).toBe(resources);
});

it.each([
  ['Observation?_id=o1&_include=*', 'Patient/p Practitioner/dr'],
  ['Observation?_id=o2&_include=*', 'Observation/o1'],
  ['Observation?_id=o2&_include:iterate=*', 'Observation/o1 Organization/o Patient/p Practitioner/dr'],
  ['QuestionnaireResponse?_id=of-1&_include=*', 'Patient/p Questionnaire/v1'],
  [
    'Patient?_id=p&_revinclude=*',
    'Observation/o1 QuestionnaireResponse/of-1 QuestionnaireResponse/of-3 QuestionnaireResponse/of-any QuestionnaireResponse/of-none',
  ],
  ['Practitioner?_id=dr&_revinclude=*', 'Observation/o1 Provenance/v'],
  ['Practitioner?_id=dr&_revinclude:iterate=*', 'Observation/o1 Observation/o2 Provenance/v'],
  ['Patient?_id=p&_revinclude=Observation:*', 'Observation/o1'],
  ['?_id=o1,v&_type=Observation,Provenance&_include=*', 'Patient/p Practitioner/dr'],
])('follows every reference: %s', async (search, resources) => {
  expect(await included(search)).toBe(resources);
});

describe('beside other ways to steer the answer', () => {
  const search = 'Observation?_id=o1&_include=Observation:subject';

  it('counts matches alone', async () => {
    const { resource } = await server().get(`/${search}&_total=accurate`);
    expect(resource.total).toBe(1);
    const { resource: count, entries } = await server().get(`/${search}&_summary=count`);
    expect([count.total, entries]).toEqual([1, []]);
  });

  it('cuts matches to their elements, and leaves what is included whole', async () => {
    const { entries } = await server().get(`/${search}&_elements=status`);
    expect(entries.map(({ resource }) => Object.keys(resource ?? {}))).toEqual([
      ['resourceType', 'id', 'meta', 'status', 'code'],
      ['resourceType', 'id', 'meta', 'managingOrganization'],
    ]);
  });

  it('summarizes matches and what is included', async () => {
    const { entries } = await server().get(`/${search}&_summary=true`);
    expect(entries.map(({ resource }) => resource?.meta?.tag)).toEqual([
      [expect.objectContaining({ code: 'SUBSETTED' })],
      [expect.objectContaining({ code: 'SUBSETTED' })],
    ]);
    const { status, issues } = await server().get(`/${search}&_summary=text`);
    expect([status, issues[0]?.diagnostics]).toEqual([400, expect.stringContaining('_summary=text')]);
  });
});
