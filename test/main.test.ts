import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temporary-folder.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const { folder, remove } = temporaryFolder();
const children: ChildProcess[] = [];

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  remove();
});

/** Starts the server as a process of its own, with nothing in its environment but what is given. */
function start(environment: Record<string, string>) {
  const child = spawn(process.execPath, [main], {
    env: { PORT: '0', DATA_FOLDER: folder, AUTH: 'off', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  const log: Record<string, unknown>[] = [];
  const listening = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as Record<string, unknown>;
      log.push(entry);
      if (entry.msg === 'listening') resolve(entry.baseUrl as string);
    });
  });
  const exit = once(child, 'close').then(([code]) => ({ code: code as number | null, errors }));
  return { child, listening, exit, log };
}

const put = (baseUrl: string, id: string) =>
  fetch(`${baseUrl}/Patient/${id}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Patient', id, name: [{ family: 'Nurhayati' }] }),
  });

it('stops on SIGTERM, and finds its data when it starts again', async () => {
  for (const n of [1, 2]) {
    const { child, listening, exit } = start({});
    const baseUrl = await listening;
    expect((await put(baseUrl, `p${n}`)).status).toBe(201);
    expect(await (await fetch(`${baseUrl}/Patient?name=nurhayati`)).json()).toMatchObject({ total: n });
    child.kill('SIGTERM');
    expect(await exit).toEqual({ code: 0, errors: '' });
  }
});

it('finishes a request that is under way when it is told to stop', async () => {
  const { child, listening, exit, log } = start({});
  const baseUrl = await listening;
  const body = JSON.stringify({ resourceType: 'Patient', id: 'late' });
  const sending = request(`${baseUrl}/Patient/late`, {
    method: 'PUT',
    headers: {
      'Content-Type': 'application/fhir+json',
      'Content-Length': body.length,
      Expect: '100-continue',
    },
  });
  sending.flushHeaders();
  await once(sending, 'continue');
  child.kill('SIGTERM');
  await stopping(child, log);
  sending.end(body);
  const [response] = await once(sending, 'response');
  expect(response.statusCode).toBe(201);
  response.resume();
  expect(await exit).toEqual({ code: 0, errors: '' });
});

/** Resolves when the log says that the server stops. */
async function stopping(child: ChildProcess, log: Record<string, unknown>[]): Promise<void> {
  while (!log.some(({ msg }) => msg === 'stopping')) await once(child.stdout!, 'data');
}

it('writes no name, id or query into its log', async () => {
  const { child, listening, exit, log } = start({ LOG_LEVEL: 'trace' });
  const baseUrl = await listening;
  await put(baseUrl, 'canary-id');
  for (const path of [
    'Patient?name=Nurhayati',
    'Patient/canary-id',
    'Patient/canary-nobody',
    'Patient?canary=1',
  ])
    await fetch(`${baseUrl}/${path}`);
  child.kill('SIGTERM');
  await exit;
  expect(log.filter(({ msg }) => msg === 'request')).toHaveLength(5);
  expect(JSON.stringify(log)).not.toMatch(/Nurhayati|canary/i);
});

it('refuses to serve other machines without authentication', async () => {
  const { code, errors } = await start({ HOST: '0.0.0.0', AUTH: 'off' }).exit;
  expect(code).toBe(78);
  expect(errors).toBe(
    'AUTH=off is refused with HOST=0.0.0.0: without authentication the server listens on loopback only (127.0.0.1)\n',
  );
});

it('asks for a token where nothing is said about it, and says how the first user and client are made', async () => {
  const { child, listening, exit, log } = start({ AUTH: '', DATA_FOLDER: path.join(folder, 'new') });
  const baseUrl = await listening;
  expect((await fetch(`${baseUrl}/Patient`)).status).toBe(401);
  child.kill('SIGTERM');
  await exit;
  expect(log.map(({ msg }) => msg).join()).toMatch(/cli -- user add .*cli -- client add .*AUTH=off/);
});

it('says that the port is taken', async () => {
  const first = start({});
  const { port } = new URL(await first.listening);
  const { code, errors } = await start({ PORT: port }).exit;
  expect(code).toBe(69);
  expect(errors).toContain('PORT');
  first.child.kill('SIGTERM');
  await first.exit;
});

it('says that the data folder cannot be used', async () => {
  const file = path.join(folder, 'a-file');
  writeFileSync(file, '');
  const { code, errors } = await start({ DATA_FOLDER: path.join(file, 'data') }).exit;
  expect(code).toBe(69);
  expect(errors).toMatch(/^the server cannot start: .+\n$/);
});
