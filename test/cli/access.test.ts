import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { addClientCommands } from '../../src/cli/access/client-commands.ts';
import { addLaunchCommand } from '../../src/cli/access/launch-command.ts';
import { addUserCommands } from '../../src/cli/access/user-commands.ts';
import { App, backEndClient, bearer, newBackEnd, REDIRECT, useSmart } from '../smart/use-smart.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);
const smart = useSmart();

/** Runs one command on the store of the running server; returns the lines that it says. */
async function run(...words: string[]): Promise<string[]> {
  return runWith('', words);
}

async function runWith(input: string, words: string[]): Promise<string[]> {
  const said: string[] = [];
  const environment = { DATA_FOLDER: smart().folder, BASE_URL: smart().base };
  const options = { environment, say: (line: string) => void said.push(line) };
  const program = new Command();
  addUserCommands(program, { ...options, readPassword: async () => input });
  addClientCommands(program, options);
  addLaunchCommand(program, options);
  await program.parseAsync(['node', 'cli', ...words]);
  return said;
}

const LAUNCH = 'http://localhost:9999/launch';
const APP = ['--redirect-uri', REDIRECT, '--launch-uri', LAUNCH];

it('adds a user and an app while the server runs, and launches the app', async () => {
  const [added = ''] = await run(
    'user',
    'add',
    'Ann',
    '--fhir-user',
    'Practitioner/ann',
    '--role',
    'data-manager:*',
  );
  const [, password = ''] = /^added: Ann, password (.{20})$/.exec(added) ?? [];
  expect(await run('client', 'add', 'app', '--name', 'The app', ...APP)).toEqual(['added: app']);
  const [url = ''] = await run('launch', 'app', '--patient', 'p1', '--user', 'ann', '--intent', 'look');
  const { searchParams, origin, pathname } = new URL(url);
  expect([origin + pathname, searchParams.get('iss')]).toEqual([LAUNCH, smart().base]);
  const app = new App(smart(), 'app');
  const page = await app.begin('launch user/*.rs', { launch: searchParams.get('launch') ?? '' });
  const answer = new URL((await app.consent(await app.signIn(page, 'ann', password))).url).searchParams;
  const { body } = await app.exchange(answer.get('code') ?? '');
  expect(body).toMatchObject({ patient: 'p1', intent: 'look', scope: 'launch user/*.rs' });
});

it('gives a confidential client a secret that it tells once', async () => {
  const [added = ''] = await run('client', 'add', 'secret-app', '--secret', ...APP);
  const [, secret = ''] = /^added: secret-app, secret ([\w-]{43})$/.exec(added) ?? [];
  expect(secret).not.toBe('');
  expect(JSON.stringify(await smart().clients.list())).not.toContain(secret);
  expect((await run('client', 'list')).join('\n')).not.toContain(secret);
});

it('registers a back end by its public keys', async () => {
  const backEnd = await newBackEnd('loader', 'RS384');
  const file = path.join(folder, 'jwks.json');
  writeFileSync(file, JSON.stringify(backEndClient(backEnd).jwks));
  const words = ['client', 'add', 'loader', '--kind', 'backend', '--jwks', file, '--role', 'data-manager:*'];
  await run(...words, '--scope', 'system/*.rs');
  const token = await smart().systemToken(backEnd, 'system/*.rs');
  expect((await smart().server.get('/Patient', token)).status).toBe(200);
  await run('client', 'scope', 'loader', 'system/Observation.rs');
  expect((await smart().server.get('/Patient', token)).status).toBe(403);
  await run('client', 'disable', 'loader');
  expect((await smart().server.get('/Observation', token)).status).toBe(401);
  await run('client', 'enable', 'loader');
  expect((await smart().server.get('/Observation', token)).status).toBe(200);
  await run('client', 'remove', 'loader');
  expect((await smart().server.get('/Observation', token)).status).toBe(401);
});

it('takes a password from standard input, changes it, and ends what was granted', async () => {
  const add = [
    'user',
    'add',
    'bob',
    '--fhir-user',
    'Practitioner/bob',
    '--role',
    'data-manager:*',
    '--password-stdin',
  ];
  expect(await runWith('a long enough password\n', add)).toEqual(['added: bob']);
  const app = new App(smart(), 'app');
  const page = await app.signIn(await app.begin('offline_access user/*.rs'), 'bob', 'a long enough password');
  const answer = new URL((await app.consent(page)).url).searchParams;
  const { body } = await app.exchange(answer.get('code') ?? '');
  expect((await smart().server.get('/Patient', bearer(body.access_token))).status).toBe(200);
  await runWith('another long password', ['user', 'password', 'bob', '--password-stdin']);
  expect((await smart().server.get('/Patient', bearer(body.access_token))).status).toBe(401);
  expect((await app.refresh(body.refresh_token)).status).toBe(400);
  const again = await app.begin('user/*.rs');
  expect(again.text).toContain('/sign-in"');
  expect((await app.signIn(again, 'bob', 'another long password')).text).toContain('Let The app');
});

it('gives and takes roles, one-time passwords and the right to sign in', async () => {
  await run('user', 'add', 'carl', '--role', 'monitor:s1:site-1');
  const [line] = await run('user', 'role', 'carl', '--add', 'auditor:*', '--remove', 'monitor:s1:site-1:*');
  expect(line).toBe('carl | carl | no fhirUser | auditor:*:*:* | password');
  const [uri] = await run('user', 'totp', 'carl');
  expect(uri).toMatch(/^otpauth:\/\/totp\/trial-fhir-server:carl\?.*secret=[A-Z2-7]{32}/);
  expect(await run('user', 'list')).toContain(
    'carl | carl | no fhirUser | auditor:*:*:* | password and one-time password',
  );
  await run('user', 'totp', 'carl', '--off');
  await run('user', 'disable', 'carl');
  expect(await run('user', 'list')).toContain(
    'carl | carl | no fhirUser | auditor:*:*:* | password | disabled',
  );
  expect(await run('user', 'revoke', 'carl')).toEqual(['grants revoked: 0']);
});

it('signs with a new key from the next start on, and publishes the old one', async () => {
  await run('keys', 'rotate');
  const [record] = await smart().store.records.list('smart.keys');
  expect((JSON.parse(record?.value ?? '{}') as { signing: unknown[] }).signing).toHaveLength(2);
});

it.each([
  [['user', 'add', 'ann'], 'already'],
  [['user', 'add', 'dan', '--fhir-user', 'Observation/1'], 'no person'],
  [['user', 'add', 'dan', '--role', 'monitor'], 'no role'],
  [['user', 'add', 'dan', '--password-stdin'], 'fewer than 10'],
  [['user', 'disable', 'nobody'], 'no user'],
  [['client', 'add', 'app', ...APP], 'already'],
  [['client', 'add', 'x'], 'at least one redirect URI'],
  [['client', 'add', 'x', '--kind', 'other', ...APP], 'no kind'],
  [['launch', 'nobody'], 'no client'],
  [['token', 'app'], 'no backend'],
])('refuses %j with a reason', async (words, reason) => {
  await expect(run(...words)).rejects.toThrow(reason);
});
