import { readFileSync } from 'node:fs';
import path from 'node:path';
import { copyCommand } from '#cli/copy.ts';
import { loadConformance, openStore } from '#server.ts';
import { Clients } from '#smart/client/clients.ts';
import { kindOf } from '#smart/provider/kind-of.ts';
import { Users } from '#smart/user/users.ts';
import { configForTests, startForTests } from '../server-for-tests.ts';
import { appNamed } from '../smart/use-smart.ts';
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

it('takes users and clients along, sealed by the key of the copy, and nothing that was granted', async () => {
  const [from, into] = [path.join(folder, 'accounts'), path.join(folder, 'accounts-copy')];
  const open = async (data: string) => openStore(configForTests(data), loadConformance(), { warn: () => {} });
  const source = await open(from);
  const { resourceTypes } = loadConformance().definitions;
  await new Users(source.records).add({ name: 'ann', password: 'correct horse' });
  await new Clients(source.records, resourceTypes).add(appNamed('app', { authentication: 'secret' }));
  await source.records.write({ kind: kindOf('Grant'), key: 'g', value: '{}' });
  await source.close();
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  expect(await copyCommand({ to: into, environment: { DATA_FOLDER: from, AUTH: 'off' }, say })).toBe(0);
  expect(lines.at(-1)).toBe('1 users and 1 clients copied; what was granted to apps was not');
  const target = await open(into);
  expect(await new Users(target.records).byName('ann')).toMatchObject({ name: 'ann' });
  expect(await new Clients(target.records, resourceTypes).byId('app')).toMatchObject({
    authentication: 'secret',
  });
  expect(await target.records.list(kindOf('Grant'))).toEqual([]);
  await target.close();
  expect(readFileSync(`${into}.key`)).not.toEqual(readFileSync(`${from}.key`));
});

it('refuses a store that holds something already', async () => {
  await expect(copy()).rejects.toThrow('not empty');
});
