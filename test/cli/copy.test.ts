import path from 'node:path';
import { copyCommand } from '#cli/copy.ts';
import { startForTests } from '../server-for-tests.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { folder, remove } = temporaryFolder();
const environment = { DATA_FOLDER: path.join(folder, 'from') };
const to = path.join(folder, 'to');
const said: string[] = [];
const copy = () => copyCommand({ to, environment, say: (line) => void said.push(line) });

afterAll(remove);

it('copies a store with its history and says that the copy is the same', async () => {
  const source = await startForTests(environment.DATA_FOLDER);
  const patient = { resourceType: 'Patient', id: 'a', identifier: [{ system: 'urn:s', value: '7.10' }] };
  await source.put('/Patient/a', patient);
  await source.put('/Patient/a', { ...patient, active: true });
  await source.put('/Patient/gone', { resourceType: 'Patient', id: 'gone' });
  await source.send('DELETE', '/Patient/gone');
  await source.close();

  expect(await copy()).toBe(0);
  expect(said.at(-1)).toBe('the copy is the same, history included');

  const target = await startForTests(to);
  expect((await target.get('/Patient?identifier=urn:s|7.10')).entries).toHaveLength(1);
  expect((await target.get('/Patient/a/_history')).entries).toHaveLength(2);
  expect((await target.get('/Patient/gone')).status).toBe(410);
  await target.close();
});

it('refuses a store that holds something already', async () => {
  await expect(copy()).rejects.toThrow('not empty');
});
