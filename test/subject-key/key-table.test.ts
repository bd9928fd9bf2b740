import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readKeyFile } from '#secret/key-file.ts';
import { readIdentity } from '#subject-key/identity.ts';
import { KeyTable } from '#subject-key/key-table.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

const MRN = { system: 'http://sys-ids.kemkes.go.id/mrn/unimus', value: '00-17-42' };
const NIK = { system: 'https://fhir.kemkes.go.id/id/nik', value: '3374010101700001' };
const WHO = { who: 'coordinator' };
const key = readKeyFile(path.join(folder, 'key'), 'KEY_TABLE_KEY');
const tables = path.join(folder, 'table');
const file = path.join(tables, 'subject-keys.sqlite');
let table: KeyTable;

beforeAll(() => {
  table = KeyTable.open(tables, key);
  table.add('EXO-001', { identifier: [MRN], name: 'Siti Canary' }, WHO);
});
afterAll(() => table.close());

it('finds a subject by any identifier, and reveals who it is', () => {
  table.add('EXO-001', { identifier: [NIK] }, WHO);
  expect([table.find(MRN, WHO), table.find(NIK, WHO)]).toEqual(['EXO-001', 'EXO-001']);
  expect(table.find({ ...MRN, value: '00-17-43' }, WHO)).toBeUndefined();
  expect(table.find({ ...NIK, value: MRN.value }, WHO)).toBeUndefined();
  expect(table.reveal('EXO-001', WHO)).toEqual({ identifier: [MRN, NIK], name: 'Siti Canary' });
  expect(table.reveal('EXO-002', WHO)).toBeUndefined();
});

it('gives an identifier to one subject alone, and does not tell whose it is', () => {
  expect(() => table.add('EXO-002', { identifier: [MRN] }, WHO)).toThrow('for another subject');
  expect(() => table.add('EXO-002', { identifier: [MRN] }, WHO)).not.toThrow('EXO-001');
  expect(table.reveal('EXO-002', WHO)).toBeUndefined();
});

it('holds nothing on the disk that names a person, nor the hash of a number that could be tried out', () => {
  const bytes = [file, `${file}-wal`].map((one) => readFileSync(one).toString('latin1')).join('');
  for (const text of [
    MRN.value,
    NIK.value,
    'Siti',
    'Canary',
    key.toString('latin1'),
    key.toString('base64url'),
  ])
    expect(bytes).not.toContain(text);
  // Everything in the log is about a subject by the number in the trial.
  const told = table.log.entries().map(({ hash: _hash, previous: _previous, ...entry }) => entry);
  expect(JSON.stringify(told)).not.toMatch(/Siti|00-17|3374/);
  expect(statSync(file).mode & 0o077).toBe(0);
});

it('opens with its own key alone', () => {
  const other = KeyTable.open(tables, readKeyFile(path.join(folder, 'other-key'), 'KEY_TABLE_KEY'));
  expect(other.find(MRN, WHO)).toBeUndefined();
  expect(other.reveal('EXO-001', WHO)).toBeUndefined();
  expect(other.log.firstBroken()).toBe(1);
  other.close();
});

it('writes down each use, and keeps what was written', () => {
  const own = KeyTable.open(path.join(folder, 'own'), key, () => new Date('2025-06-01T08:00:00Z'));
  own.add('EXO-007', { identifier: [MRN] }, WHO);
  own.find(MRN, WHO);
  own.find({ ...MRN, value: 'x' }, WHO);
  own.reveal('EXO-007', { who: 'safety', reason: 'SUSAR 12' });
  expect(() => own.add('EXO-008', { identifier: [MRN] }, WHO)).toThrow();
  expect(
    own.log.entries().map(({ seq, action, subject, who, reason }) => [seq, action, subject, who, reason]),
  ).toEqual([
    [1, 'add', 'EXO-007', 'coordinator', ''],
    [2, 'find', 'EXO-007', 'coordinator', ''],
    [3, 'find', '', 'coordinator', ''],
    [4, 'reveal', 'EXO-007', 'safety', 'SUSAR 12'],
    [5, 'add', '', 'coordinator', 'refused'],
  ]);
  expect(own.log.firstBroken()).toBeUndefined();
  own.close();

  const database = new DatabaseSync(path.join(folder, 'own', 'subject-keys.sqlite'));
  expect(() => database.exec("UPDATE lookup SET who = 'nobody'")).toThrow('the log is kept');
  expect(() => database.exec('DELETE FROM lookup')).toThrow('the log is kept');
  // Whoever has the file can take the triggers away, and not hide it.
  database.exec("DROP TRIGGER lookup_fixed; UPDATE lookup SET who = 'nobody' WHERE seq = 4");
  database.close();
  const again = KeyTable.open(path.join(folder, 'own'), key);
  expect(again.log.firstBroken()).toBe(4);
  again.close();
});

it.each([
  'x',
  '[]',
  '{}',
  '{"identifier":[]}',
  '{"identifier":[{"system":"s"}]}',
  '{"identifier":[{"system":"s","value":"v"}],"more":1}',
])('takes no identity that is none: %s', (text) => expect(() => readIdentity(text)).toThrow(/identity/));

it('makes a key file for its owner alone, and takes none that others may read', () => {
  const keyFile = path.join(folder, 'deep', 'key');
  expect(readKeyFile(keyFile, 'X')).toHaveLength(32);
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  expect(readKeyFile(keyFile, 'X')).toEqual(readKeyFile(keyFile, 'X'));
  chmodSync(keyFile, 0o644);
  expect(() => readKeyFile(keyFile, 'X')).toThrow('chmod 600');
  writeFileSync(path.join(folder, 'short'), 'abc', { mode: 0o600 });
  expect(() => readKeyFile(path.join(folder, 'short'), 'X')).toThrow('32 bytes');
});
