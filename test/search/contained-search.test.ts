import { useServer } from '../server-for-tests.ts';
import { store } from './searching.ts';

const server = useServer();
const medication = (id: string, code: string, elements: object = {}) => ({
  resourceType: 'Medication',
  id,
  code: { coding: [{ system: 'urn:m', code }] },
  ...elements,
});
const request = (contained: object[], elements: object = {}) => ({
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/p' },
  contained,
  medicationReference: { reference: '#m1' },
  ...elements,
});

beforeAll(() =>
  store(server(), {
    'Patient/p': { name: [{ family: 'Adi' }] },
    'Medication/stored': { code: { coding: [{ system: 'urn:m', code: 'abc' }] }, status: 'active' },
    'MedicationRequest/a': request([
      medication('m1', 'abc', {
        ingredient: [
          {
            itemCodeableConcept: { coding: [{ code: 'x' }] },
            strength: { numerator: { value: 7.1 }, denominator: { value: 1 } },
          },
        ],
      }),
    ]),
    'MedicationRequest/b': request(
      [medication('m1', 'abc'), medication('m2', 'abc', { status: 'inactive' }), medication('m3', 'def')].map(
        (one) => one,
      ),
      { supportingInformation: [{ reference: '#m2' }, { reference: '#m3' }] },
    ),
    'MedicationDispense/c': {
      status: 'completed',
      subject: { reference: 'Patient/p' },
      contained: [medication('m1', 'abc')],
      medicationReference: { reference: '#m1' },
    },
    'MedicationRequest/d': request([medication('m1', 'def')]),
  }),
);

/** The full URLs of the matches, behind the base. */
async function found(search: string): Promise<string> {
  const { status, entries, resource, issues } = await server().get(`/${search}`);
  if (status !== 200) throw new Error(issues[0]?.diagnostics);
  const matches = entries.filter((entry) => entry.search?.mode === 'match');
  expect(resource.total).toBe(matches.length);
  return matches.map(({ fullUrl }) => fullUrl?.slice(server().baseUrl.length + 1)).join(' ');
}

it.each([
  ['Medication?code=abc', 'Medication/stored'],
  ['Medication?code=abc&_contained=false', 'Medication/stored'],
  ['Medication?code=abc&_contained=true', 'MedicationRequest/a MedicationRequest/b MedicationDispense/c'],
  [
    'Medication?code=abc&_contained=both',
    'Medication/stored MedicationRequest/a MedicationRequest/b MedicationDispense/c',
  ],
  [
    'Medication?code=abc&_contained=true&_containedType=contained',
    'MedicationRequest/a#m1 MedicationRequest/b#m1 MedicationRequest/b#m2 MedicationDispense/c#m1',
  ],
  [
    'Medication?code=abc&_contained=both&_containedType=contained',
    'Medication/stored MedicationRequest/a#m1 MedicationRequest/b#m1 MedicationRequest/b#m2 MedicationDispense/c#m1',
  ],
  ['Medication?code=abc&status=inactive&_contained=true&_containedType=contained', 'MedicationRequest/b#m2'],
  [
    'Medication?status:missing=true&code:not=def&_contained=true&_containedType=contained',
    'MedicationRequest/a#m1 MedicationRequest/b#m1 MedicationDispense/c#m1',
  ],
  ['Medication?ingredient-code=x&_contained=true', 'MedicationRequest/a'],
  ['Medication?code=nothing&_contained=true', ''],
  ['Patient?name=adi&_contained=true', ''],
])('finds what is contained: %s', async (search, urls) => {
  expect(await found(search)).toBe(urls);
});

it('gives the contained resource as it is written', async () => {
  const { entries, text } = await server().get(
    '/Medication?ingredient-code=x&_contained=true&_containedType=contained',
  );
  expect(entries[0]).toMatchObject({
    fullUrl: `${server().baseUrl}/MedicationRequest/a#m1`,
    resource: { resourceType: 'Medication', id: 'm1' },
    search: { mode: 'match' },
  });
  expect(text).toContain('"value":7.1');
});

it.each([
  ['container', 'both', 4],
  ['contained', 'both', 5],
  ['contained', 'true', 4],
])('gives %s of %s in pages, there and back', async (give, contained, count) => {
  const search = `Medication?code=abc&_contained=${contained}&_containedType=${give}`;
  const whole = await found(search);
  const pages: string[] = [];
  let link: string | undefined = `/${search}&_count=1&_total=accurate`;
  let last = '';
  while (link) {
    const { entries, resource, link: linkOf } = await server().get(link);
    expect(resource.total).toBe(count);
    pages.push(entries.map(({ fullUrl }) => fullUrl?.slice(server().baseUrl.length + 1)).join());
    last = link;
    link = linkOf('next');
  }
  expect(pages.join(' ')).toBe(whole);
  const backwards: string[] = [];
  for (let at: string | undefined = last; at; ) {
    const { entries, link: linkOf } = await server().get(at);
    backwards.unshift(entries.map(({ fullUrl }) => fullUrl?.slice(server().baseUrl.length + 1)).join());
    at = linkOf('previous');
  }
  expect(backwards.filter(Boolean).join(' ')).toBe(whole);
});

it('counts, and includes what containers refer to', async () => {
  const { resource, entries } = await server().get('/Medication?code=abc&_contained=true&_summary=count');
  expect([resource.total, entries]).toEqual([3, []]);
  const { entries: all } = await server().get(
    '/Medication?code=abc&_contained=true&_include=MedicationRequest:subject',
  );
  expect(all.map(({ search }) => search?.mode)).toEqual(['match', 'match', 'match', 'include']);
});

it.each([
  ['Medication?_contained=some', "'some' of _contained is none of false, true, both"],
  ['Medication?_contained=true&_containedType=all', 'none of container, contained'],
  ['Medication?_contained=true&_sort=code', 'together with _sort'],
  ['Medication?_contained=true&_id=m1', 'together with _id'],
  ['Medication?_contained=true&_lastUpdated=gt2020', 'together with _lastUpdated'],
  ['Medication?_contained=true&manufacturer.name=x', 'together with a chain'],
  ['Medication?_contained=true&_has:MedicationRequest:medication:status=active', 'together with _has'],
  ['Medication?_contained=true&_containedType=contained&_include=*', 'together with _include'],
  ['Patient/p/MedicationRequest?_contained=true', 'together with a compartment'],
])('refuses %s and says why', async (search, why) => {
  const { status, issues } = await server().get(`/${search}`);
  expect([status, issues[0]?.code]).toEqual([400, 'invalid']);
  expect(issues[0]?.diagnostics).toContain(why);
});
