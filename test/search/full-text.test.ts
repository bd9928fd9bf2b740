import { useServer } from '../server-for-tests.ts';
import { matches, store } from './searching.ts';

const server = useServer();
const narrative = (words: string) => ({
  text: {
    status: 'generated',
    div: `<div xmlns="http://www.w3.org/1999/xhtml"><p class="bold">${words}</p></div>`,
  },
});
const condition = (elements: object) => ({ subject: { reference: 'Patient/p' }, ...elements });

beforeAll(() =>
  store(server(), {
    'Condition/bone': condition({
      ...narrative('Bone metastases &amp; pain'),
      code: { text: 'Secondary neoplasm' },
    }),
    'Condition/liver': condition({ ...narrative('Metastases in the <b>liver</b>') }),
    'Condition/both': condition({
      ...narrative('Bone and liver'),
      note: [{ text: 'Naïve patient, 7.10 mmol/L' }],
    }),
    'Condition/silent': condition({
      code: { coding: [{ system: 'urn:c', code: 'X-17', display: 'Bone fracture' }] },
    }),
    'Patient/p': narrative('Bone'),
  }),
);

it.each([
  ['Condition?_text=bone', 'bone both'],
  ['Condition?_text=BONE liver', 'both'],
  ['Condition?_text=(bone OR liver) and metastases', 'bone liver'],
  ['Condition?_text=bone or liver', 'bone both liver'],
  ['Condition?_text=liver not bone', 'liver'],
  ['Condition?_text=not bone&_text=metastases', 'liver'],
  ['Condition?_text=liver,pain', 'bone both liver'],
  ['Condition?_text=metast*', 'bone liver'],
  ['Condition?_text=metast', ''],
  ['Condition?_text=class', ''],
  ['Condition?_text="in the liver"', 'liver'],
  ['Condition?_text=amp', ''],
  ['Condition?_content=bone', 'bone both silent'],
  ['Condition?_content=naive', 'both'],
  ['Condition?_content=neoplasm', 'bone'],
  ['Condition?_content=x-17', 'silent'],
  ['Condition?_content=fracture&_text=bone', ''],
  ['Condition?_text:missing=true', null],
  ['Condition?_text=(bone', null],
  ['Condition?_text=bone)', null],
  ['Condition?_text=and bone', null],
  ['Condition?_text="bone', null],
  ['Condition?_text=...', null],
])('%s finds %s', async (search, ids) => {
  if (ids !== null) expect((await matches(server(), search)).sort().join(' ')).toBe(ids);
  else expect((await server().get(`/${search.replaceAll(' ', '%20')}`)).status).toBe(400);
});

it('finds over several types, and follows changes', async () => {
  expect((await server().get('/?_type=Patient,Condition&_text=bone')).entries).toHaveLength(3);
  const put = (text: string) => server().put('/Basic/b', { resourceType: 'Basic', id: 'b', code: { text } });
  await put('before');
  await put('after');
  expect(await matches(server(), 'Basic?_content=before')).toEqual([]);
  expect(await matches(server(), 'Basic?_content=after')).toEqual(['b']);
  await server().delete('/Basic/b');
  expect(await matches(server(), 'Basic?_content=after')).toEqual([]);
});
