import { matches, store } from '../search/searching.ts';
import { useServer } from '../server-for-tests.ts';

const server = useServer();
const EYES = 'http://example.org/eye-colour';
const patient = (colour: string) => ({ extension: [{ url: EYES, valueString: colour }] });

beforeAll(() =>
  store(server(), { 'Patient/blue': patient('blue'), 'Patient/green': patient('green'), 'Patient/none': {} }),
);

const eyeColour = (elements: object = {}) => ({
  resourceType: 'SearchParameter',
  url: 'http://example.org/SearchParameter/eye-colour',
  name: 'EyeColour',
  status: 'active',
  description: 'The colour of the eyes',
  code: 'eye-colour',
  base: ['Patient'],
  type: 'string',
  expression: `Patient.extension.where(url = '${EYES}').value`,
  ...elements,
});

/** Asks until no job runs; a job that never ends fails the test by its time limit. */
async function jobsDone(): Promise<string[]> {
  while (true) {
    const { resource } = await server().get('/$reindex-status');
    const jobs = (
      (resource as { parameter?: { part: { name: string; valueCode?: string }[] }[] }).parameter ?? []
    ).map(({ part }) => part.find(({ name }) => name === 'status')?.valueCode as string);
    if (!jobs.includes('running')) return jobs;
  }
}

const codes = async (): Promise<string[]> => {
  const { resource } = await server().get('/metadata');
  const rest = (resource as { rest?: { resource: { type: string; searchParam: { name: string }[] }[] }[] })
    .rest;
  const { searchParam = [] } = rest?.[0]?.resource.find(({ type }) => type === 'Patient') ?? {};
  return searchParam.map(({ name }) => name);
};

it('searches by a parameter that a client adds, also what was stored before', async () => {
  expect((await server().get('/Patient?eye-colour=blue')).status).toBe(400);
  expect((await server().post('/SearchParameter', eyeColour())).status).toBe(201);
  expect(await jobsDone()).toEqual(['completed']);
  expect(await matches(server(), 'Patient?eye-colour=blue')).toEqual(['blue']);
  expect(await matches(server(), 'Patient?eye-colour:missing=true')).toEqual(['none']);
  expect(await matches(server(), 'Patient?_sort=-eye-colour')).toEqual(['green', 'blue', 'none']);
  await server().put('/Patient/late', { resourceType: 'Patient', id: 'late', ...patient('blue') });
  expect(await matches(server(), 'Patient?eye-colour=blue')).toEqual(['blue', 'late']);
  expect(await codes()).toContain('eye-colour');
});

it('follows a change of the parameter, and its end', async () => {
  const [id] = await matches(server(), 'SearchParameter?code=eye-colour');
  const changed = eyeColour({ id, type: 'token' });
  expect((await server().put(`/SearchParameter/${id}`, changed)).status).toBe(200);
  await jobsDone();
  expect(await matches(server(), 'Patient?eye-colour=blu')).toEqual([]);
  expect(await matches(server(), 'Patient?eye-colour=green')).toEqual(['green']);
  await server().delete(`/SearchParameter/${id}`);
  expect((await server().get('/Patient?eye-colour=green')).status).toBe(400);
  expect(await codes()).not.toContain('eye-colour');
});

it('keeps the meaning of the codes that R4 has, and leaves out what cannot be evaluated', async () => {
  await server().post(
    '/SearchParameter',
    eyeColour({ code: 'gender', url: 'http://example.org/SearchParameter/gender' }),
  );
  await server().post('/SearchParameter', eyeColour({ code: 'odd', expression: 'Patient.name.where(' }));
  await jobsDone();
  await server().put('/Patient/f', { resourceType: 'Patient', id: 'f', gender: 'female' });
  expect(await matches(server(), 'Patient?gender=female')).toEqual(['f']);
  expect((await server().get('/Patient?odd=x')).status).toBe(400);
});

it('indexes anew when it is asked to, and tells how far it has come', async () => {
  const begun = await server().post('/Patient/$reindex', undefined);
  expect(begun.status).toBe(202);
  const status = String(begun.headers['content-location']).slice(server().baseUrl.length);
  await jobsDone();
  const { status: code, resource } = await server().get(status);
  expect(code).toBe(200);
  const [job] = (resource as unknown as { parameter: { part: { name: string; valueInteger?: number }[] }[] })
    .parameter;
  expect(job?.part.find(({ name }) => name === 'done')?.valueInteger).toBe(
    (await server().get('/Patient?_summary=count')).resource.total,
  );
  expect((await server().post('/$reindex?type=Potato', undefined)).status).toBe(400);
  expect((await server().get('/$reindex-status?job=none')).status).toBe(404);
});
