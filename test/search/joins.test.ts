import { useServer } from '../server-for-tests.ts';
import { matches, store } from './searching.ts';

const server = useServer();
const reference = (target: string) => ({ reference: target });
const final = (code: string, subject: string, elements: object = {}) => ({
  status: 'final',
  code: { coding: [{ code }] },
  subject: reference(subject),
  ...elements,
});

beforeAll(() =>
  store(server(), {
    'Organization/hospital': { name: 'Hospital' },
    'Organization/ward': { name: 'Ward', partOf: reference('Organization/hospital') },
    'Practitioner/dr': { name: [{ family: 'Sari' }] },
    'Patient/a': {
      name: [{ family: 'Adi' }],
      managingOrganization: reference('Organization/ward'),
      generalPractitioner: [reference('Practitioner/dr')],
    },
    'Patient/b': { name: [{ family: 'Budi' }] },
    'Group/g': {
      type: 'person',
      actual: true,
      code: { text: 'Adi' },
      member: [{ entity: reference('Patient/a') }],
    },
    'Encounter/e': { status: 'finished', class: { code: 'AMB' }, subject: reference('Patient/a') },
    'Observation/a1': final('hba1c', 'Patient/a', {
      encounter: reference('Encounter/e'),
      performer: [reference('Practitioner/dr')],
    }),
    'Observation/a2': final('crp', 'Patient/a'),
    'Observation/b1': final('hba1c', 'Patient/b'),
    'Observation/g1': final('hba1c', 'Group/g'),
    'Provenance/p': {
      target: [reference('Observation/a1')],
      recorded: '2025-06-10T00:00:00Z',
      agent: [{ who: reference('Practitioner/dr') }],
    },
  }),
);

it.each([
  ['Observation?subject:Patient.name=adi', 'a1 a2'],
  ['Observation?subject.name=adi', 'a1 a2'],
  ['Observation?patient.name=budi&code=hba1c', 'b1'],
  ['Observation?subject:Patient.organization.name=ward', 'a1 a2'],
  ['Observation?subject:Patient.organization.partof.name=hosp', 'a1 a2'],
  ['Observation?encounter.subject:Patient.general-practitioner:Practitioner.family:exact=Sari', 'a1'],
  ['Observation?subject:Patient._id=b', 'b1'],
  ['Observation?subject:Patient.name=adi,budi', 'a1 a2 b1'],
  ['Observation?subject:Group.member:Patient.name=adi', 'g1'],
  ['Observation?subject:Patient.organization:missing=true', 'b1'],
])('chains: %s', async (search, ids) => {
  expect((await matches(server(), search)).join(' ')).toBe(ids);
});

it.each([
  ['Patient?_has:Observation:patient:code=hba1c', 'a b'],
  ['Patient?_has:Observation:patient:code=crp', 'a'],
  ['Patient?_has:Observation:subject:code=hba1c&_has:Observation:subject:code=crp', 'a'],
  ['Patient?_has:Observation:patient:_has:Provenance:target:agent=Practitioner/dr', 'a'],
  ['Practitioner?_has:Observation:performer:code=hba1c', 'dr'],
  ['Organization?_has:Patient:organization:_has:Observation:patient:code=crp', 'ward'],
  ['Observation?subject:Patient._has:Group:member:_id=g', 'a1 a2'],
  ['Patient?_has:Observation:patient:code=nothing', ''],
])('reverse chains: %s', async (search, ids) => {
  expect((await matches(server(), search)).join(' ')).toBe(ids);
});

/** What comes along with the matches, as `Type/id`. */
async function included(search: string): Promise<string[]> {
  const { entries, resource } = await server().get(`/${search}`);
  expect(resource.total).toBe(entries.filter((entry) => entry.search?.mode === 'match').length);
  return entries
    .filter((entry) => entry.search?.mode === 'include')
    .map(({ fullUrl }) => fullUrl?.slice(server().baseUrl.length + 1) as string)
    .sort();
}

it.each([
  ['Observation?_id=a1,a2&_include=Observation:subject', 'Patient/a'],
  ['Observation?_include=Observation:subject', 'Group/g Patient/a Patient/b'],
  ['Observation?_include=Observation:subject:Group', 'Group/g'],
  ['Observation?_id=a1&_include=Observation:*', 'Encounter/e Patient/a Practitioner/dr'],
  ['Observation?_id=a1&_include=Observation:subject&_include=Patient:organization', 'Patient/a'],
  [
    'Observation?_id=a1&_include=Observation:subject&_include:iterate=Patient:organization',
    'Organization/ward Patient/a',
  ],
  [
    'Observation?_id=a1&_include=Observation:patient&_include:iterate=Patient:organization&_include:iterate=Organization:partof',
    'Organization/hospital Organization/ward Patient/a',
  ],
  ['Patient?_id=a&_revinclude=Observation:subject', 'Observation/a1 Observation/a2'],
  [
    'Patient?_id=a&_revinclude=Observation:subject&_revinclude:iterate=Provenance:target',
    'Observation/a1 Observation/a2 Provenance/p',
  ],
  ['Patient?_id=b&_revinclude=Encounter:subject', ''],
])('includes: %s', async (search, resources) => {
  expect((await included(search)).join(' ')).toBe(resources);
});

it.each([
  ['Observation?code.text=x', 'only references can be chained'],
  ['Observation?subject:Human.name=x', 'no resource type'],
  ['Observation?subject.colour=x', "'colour'"],
  ['Patient?_has:Observation:patient=x', '_has:[type]'],
  ['Patient?_has:Human:patient:code=x', 'no resource type'],
  ['Patient?_has:Observation:code:code=x', 'follows references'],
  ['Patient?_has:Observation:nobody:code=x', "'nobody'"],
  [`Observation?${'encounter.'.repeat(9)}_id=x`, 'more than 8 references'],
  ['Observation?_include=subject', '[type]:[reference parameter]'],
  ['Observation?_include=Observation:code', 'only references'],
  ['Observation?_include=Observation:nobody', "'nobody'"],
  ['Observation?_include=Observation:subject:Human', 'no resource type'],
  ['Observation?_include:sometimes=Observation:subject', ':iterate'],
])('refuses %s and says why', async (search, why) => {
  const { status, issues } = await server().get(`/${search}`);
  expect(status).toBe(400);
  expect(issues[0]?.diagnostics).toContain(why);
});
