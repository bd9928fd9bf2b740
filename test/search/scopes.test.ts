import { useServer } from '../server-for-tests.ts';
import { store } from './searching.ts';

const server = useServer();
const observation = (subject: string, elements: object = {}) => ({
  status: 'final',
  code: { coding: [{ code: 'hba1c' }] },
  subject: { reference: subject },
  ...elements,
});
const TAG = { meta: { tag: [{ system: 'urn:t', code: 'trial' }] } };

beforeAll(() =>
  store(server(), {
    'Patient/a': { ...TAG, name: [{ family: 'Adi' }] },
    'Patient/b': {
      name: [{ family: 'Budi' }],
      link: [{ other: { reference: 'Patient/a' }, type: 'seealso' }],
    },
    'Practitioner/dr': { ...TAG },
    'Observation/a1': observation('Patient/a', { ...TAG, performer: [{ reference: 'Practitioner/dr' }] }),
    'Observation/a2': observation('Patient/a'),
    'Observation/b1': observation('Patient/b', { performer: [{ reference: 'Patient/a' }] }),
    'Encounter/e': { status: 'finished', class: { code: 'AMB' }, subject: { reference: 'Patient/a' } },
    'List/l': {
      status: 'current',
      mode: 'working',
      entry: [{ item: { reference: 'Observation/a2' } }, { item: { reference: 'Patient/b' } }],
    },
  }),
);

async function found(path: string): Promise<string> {
  const { status, entries, issues } = await server().get(path);
  if (status !== 200) throw new Error(`${path}: ${status} ${issues[0]?.diagnostics}`);
  return entries
    .map(({ resource }) => `${resource?.resourceType}/${resource?.id}`)
    .sort()
    .join(' ');
}

it.each([
  ['/?_tag=urn:t|trial', 'Observation/a1 Patient/a Practitioner/dr'],
  ['/?_type=Patient,Practitioner', 'Patient/a Patient/b Practitioner/dr'],
  ['/?_type=Patient,Observation&_tag=trial', 'Observation/a1 Patient/a'],
  ['/?_type=Patient,Observation&_type=Observation&_id=a1,a', 'Observation/a1'],
  ['/?_list=l', 'Observation/a2 Patient/b'],
  ['/Observation?_list=l', 'Observation/a2'],
  ['/Patient?_list=nothing', ''],
  ['/Patient/a/Observation', 'Observation/a1 Observation/a2 Observation/b1'],
  ['/Patient/a/Observation?performer=Practitioner/dr', 'Observation/a1'],
  ['/Patient/a/Patient', 'Patient/a Patient/b'],
  ['/Patient/a/*', 'Encounter/e List/l Observation/a1 Observation/a2 Observation/b1 Patient/a Patient/b'],
  ['/Patient/a/*?_type=Encounter,Observation&_id=e,a2', 'Encounter/e Observation/a2'],
  ['/Practitioner/dr/Observation?_include=Observation:subject', 'Observation/a1 Patient/a'],
  ['/Patient/nobody/Observation', ''],
])('GET %s', async (path, expected) => {
  const withoutList = expected.replace('List/l ', '');
  expect([expected, withoutList]).toContain(await found(path));
});

it('takes searches of all types and of compartments by POST, form and URL together', async () => {
  const post = (path: string, form: string) =>
    server().send('POST', path, {
      body: form,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
  expect((await post('/_search?_type=Patient', '_tag=trial')).entries).toHaveLength(1);
  expect((await post('/Patient/a/Observation/_search', '_id=a2')).entries).toHaveLength(1);
});

it('pages through several types in one order', async () => {
  const seen: string[] = [];
  for (let next: string | undefined = '/?_type=Patient,Observation&_sort=-_id&_count=2'; next; ) {
    const reply = await server().get(next);
    seen.push(...reply.entries.map(({ resource }) => resource?.id as string));
    next = reply.link('next');
  }
  expect(seen).toEqual(['b1', 'b', 'a2', 'a1', 'a']);
  expect((await server().get('/?_type=Patient,Observation&_summary=count')).resource.total).toBe(5);
});

it.each([
  ['/?name=adi', 400, "no search parameter 'name'"],
  ['/?_type=Potato', 400, "'Potato' of _type"],
  ['/Patient?_type=Patient', 400, "no search parameter '_type'"],
  ['/Patient/a/Medication', 400, 'no Medication is in the compartment of a Patient'],
  ['/Group/g/Observation', 404, 'Group is no compartment'],
  ['/?_list=$current-problems', 400, 'functional lists'],
  ['/Patient/a/Potato', 400, 'no Potato'],
])('%s is refused', async (path, expected, said) => {
  const { status, issues } = await server().get(path);
  expect(status).toBe(expected);
  expect(issues[0]?.diagnostics).toContain(said);
});
