import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readKeyFile } from '#secret/key-file.ts';
import { serverKeys } from '#smart/key/server-keys.ts';
import { Users } from '#smart/user/users.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { sealedRecords } from '#storage/sealed-records.ts';
import { SqliteStore } from '#storage/sqlite/sqlite-store.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { folder, remove } = temporaryFolder();
const data = path.join(folder, 'data');
const key = readKeyFile(path.join(folder, 'key'), 'SECRETS_KEY');
const TOTP = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
let store: ResourceStore;

beforeAll(async () => {
  store = await SqliteStore.open(data);
});
afterAll(async () => {
  await store.close();
  remove();
});

const onDisk = () =>
  ['fhir.sqlite', 'fhir.sqlite-wal']
    .map((file) => readFileSync(path.join(data, file)).toString('latin1'))
    .join('');

it('leaves no signing key, password hash or secret of one-time passwords in the store', async () => {
  const records = sealedRecords(store.records, () => key);
  const users = new Users(records);
  const { password } = await users.add({ name: 'ann', password: 'correct horse' });
  await users.change('ann', (user) => ({ ...user, totp: TOTP }));
  const keys = await serverKeys(records);
  const secrets = [TOTP, password, String(keys.signing[0]?.d), ...keys.secrets];
  for (const secret of secrets) expect(onDisk()).not.toContain(secret);
  expect(await new Users(records).byName('ann')).toMatchObject({ totp: TOTP, password });
  expect((await serverKeys(records)).signing).toEqual(keys.signing);
});

it('opens nothing with another key, and says which setting is wrong', async () => {
  const other = sealedRecords(store.records, () => readKeyFile(path.join(folder, 'other'), 'SECRETS_KEY'));
  await expect(new Users(other).byName('ann')).rejects.toThrow('SECRETS_KEY is not the key');
  await expect(serverKeys(other)).rejects.toThrow('SECRETS_KEY');
});

it('takes no record that was put in the place of another', async () => {
  const records = sealedRecords(store.records, () => key);
  const { id } = await new Users(records).add({ name: 'eve', password: 'correct horse' });
  const ann = await new Users(records).byName('ann');
  const sealed = await store.records.read('smart.user', ann?.id ?? '');
  await store.records.write({ kind: 'smart.user', key: id, value: sealed?.value ?? '' });
  await expect(new Users(records).byName('eve')).rejects.toThrow();
});

it('seals what was stored before there was a key', async () => {
  const bare = new Users(store.records);
  await bare.add({ name: 'old', password: 'correct horse' });
  const { id } = (await bare.byName('old')) ?? { id: '' };
  const records = sealedRecords(store.records, () => key);
  expect(await new Users(records).byName('old')).toMatchObject({ name: 'old' });
  expect((await store.records.read('smart.user', id))?.value).toMatch(/^\{"sealed":/);
  expect(await new Users(records).byName('old')).toMatchObject({ name: 'old' });
});

it('asks for no key where there is no secret', async () => {
  const records = sealedRecords(store.records, () => {
    throw new Error('there is no key');
  });
  await records.write({ kind: 'unit', key: 'mg', value: '{}' });
  expect(await records.read('unit', 'mg')).toMatchObject({ value: '{}' });
  expect(await records.list('smart.user-name')).not.toEqual([]);
});
