import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { importCommand } from '#cli/import.ts';
import { transactionOf } from '../interaction/bundle/bundle-of.ts';
import { startForTests } from '../server-for-tests.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { folder: data, remove: removeData } = temporaryFolder();
const { folder: files, remove: removeFiles } = temporaryFolder();

afterAll(() => {
  removeData();
  removeFiles();
});

/** Writes a file for import; its path. */
function file(name: string, content: string | Uint8Array): string {
  const at = path.join(files, name);
  writeFileSync(at, content);
  return at;
}

const ndjson = (name: string, ...resources: object[]) =>
  file(name, resources.map((resource) => `${JSON.stringify(resource)}\n`).join(''));

/** Imports the files; the exit code and all that was said. */
async function imported(...paths: string[]): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const code = await importCommand({
    paths,
    environment: { DATA_FOLDER: data },
    say: (line) => said.push(line),
  });
  return { code, said: said.join('\n') };
}

async function stored(address: string): Promise<object> {
  const server = await startForTests(data);
  try {
    return (await server.get(address)).resource;
  } finally {
    await server.close();
  }
}

it('takes lines whose strings have line and paragraph separators', async () => {
  const name = [{ text: 'a\u2028b\u2029c' }];
  expect(
    await imported(ndjson('separators.ndjson', { resourceType: 'Patient', id: 'separators', name })),
  ).toMatchObject({
    code: 0,
    said: expect.stringContaining('taken: 1 resources'),
  });
  expect(await stored('/Patient/separators')).toMatchObject({ name });
});

it('refuses what is no UTF-8, a line alone or a file, and takes the other lines', async () => {
  const line = (id: string, letter: Uint8Array) =>
    Buffer.concat([
      Buffer.from(`{"resourceType":"Patient","id":"${id}","name":[{"text":"`),
      letter,
      Buffer.from('"}]}\n'),
    ]);
  const latin = Uint8Array.of(0xe9);
  const lines = file('latin.ndjson', Buffer.concat([line('latin', latin), line('utf', Buffer.from('é'))]));
  const whole = file('latin.json', line('latin', latin));
  const { code, said } = await imported(lines, whole);
  expect(code).toBe(1);
  expect(said).toContain('taken: 1 resources');
  expect(said).toContain(`2 this is not UTF-8 (first: ${lines}, line 1)`);
  expect(await stored('/Patient/latin')).toMatchObject({ resourceType: 'OperationOutcome' });
});

describe('references by search to what comes later', () => {
  const observation = (identifier: string) => ({
    resourceType: 'Observation',
    id: `of-${identifier}`,
    status: 'final',
    code: { text: 'HbA1c' },
    subject: { reference: `Patient?identifier=urn:s|${identifier}` },
  });
  const patient = (identifier: string, more: object = {}) => ({
    resourceType: 'Patient',
    id: identifier,
    identifier: [{ system: 'urn:s', value: identifier }],
    ...more,
  });

  it('are resolved at the end, in lines as in transactions, also one after the other', async () => {
    const organization = {
      resourceType: 'Organization',
      id: 'site',
      identifier: [{ system: 'urn:s', value: 'site' }],
    };
    const managingOrganization = { reference: 'Organization?identifier=urn:s|site' };
    const request = (url: string) => ({ method: 'PUT', url });
    const paths = [
      file(
        '1.json',
        JSON.stringify(
          transactionOf({ resource: observation('later'), request: request('Observation/of-later') }),
        ),
      ),
      ndjson('2.ndjson', { resourceType: 'Patient', id: 'beside' }, { ...observation('later'), id: 'line' }),
      ndjson('3.ndjson', patient('later', { managingOrganization })),
      ndjson('4.ndjson', organization),
    ];
    const { code, said } = await imported(...paths);
    expect(said).toContain('taken: 5 resources');
    expect(said).toContain('[4/4]');
    expect(code).toBe(0);
    expect(await stored('/Observation/line')).toMatchObject({ subject: { reference: 'Patient/later' } });
  });

  it('are refused once when they find nothing in the end', async () => {
    const { code, said } = await imported(
      ndjson('nobody.ndjson', observation('nobody'), patient('somebody')),
    );
    expect(code).toBe(1);
    expect(said).toContain('taken: 1 resources');
    expect(said).toContain('refused: 1 resources');
    expect(said).toMatch(/Patient\?identifier=urn:s\|nobody finds no resource/);
  });
});

it('takes a transaction of more entries than a server takes', async () => {
  const entries = Array.from({ length: 20_001 }, (_, i) => ({
    resource: { resourceType: 'Basic', id: `b${i}`, code: { text: 'x' } },
    request: { method: 'PUT', url: `Basic/b${i}` },
  }));
  const { code, said } = await imported(file('large.json', JSON.stringify(transactionOf(...entries))));
  expect(said).toContain('taken: 20001 resources');
  expect(code).toBe(0);
}, 60_000);
