import path from 'node:path';
import { Command } from 'commander';
import { addSubjectKeyCommands } from '#cli/subject-key/subject-key-commands.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

const environment = {
  DATA_FOLDER: path.join(folder, 'data'),
  KEY_TABLE: path.join(folder, 'table'),
  KEY_TABLE_KEY: path.join(folder, 'keys', 'subjects'),
};

async function run(input: string, ...words: string[]): Promise<string[]> {
  const said: string[] = [];
  const program = new Command();
  const options = { environment, say: (line: string) => void said.push(line), readInput: async () => input };
  addSubjectKeyCommands(program, options);
  await program.parseAsync(['node', 'cli', 'subject-key', ...words]);
  return said;
}

const identity = { identifier: [{ system: 'urn:mrn', value: '17|42' }], name: 'Siti' };

it('adds, finds and reveals; the log tells of each, and can be verified', async () => {
  expect(await run(JSON.stringify(identity), 'add', 'EXO-001')).toEqual(['added: EXO-001']);
  expect(await run('urn:mrn|17|42\n', 'find')).toEqual(['EXO-001']);
  await expect(run('urn:mrn|18', 'find')).rejects.toThrow('nobody');
  expect(await run('', 'reveal', 'EXO-001', '--reason', 'SUSAR')).toEqual([JSON.stringify(identity)]);
  const log = (await run('', 'export-log')).map(
    (line) => JSON.parse(line) as { action: string; reason: string },
  );
  expect(log.map(({ action }) => action)).toEqual(['add', 'find', 'find', 'reveal']);
  expect(log.at(-1)?.reason).toBe('SUSAR');
  const [head = ''] = await run('', 'verify');
  expect(head).toMatch(/^5:[0-9a-f]{64}$/);
  await run('urn:mrn|18', 'find').catch(() => {});
  expect(await run('', 'verify', '--head', head)).toEqual([expect.stringMatching(/^6:/)]);
  await expect(run('', 'verify', '--head', `9:${'0'.repeat(64)}`)).rejects.toThrow('cut off');
});

it('needs a table, apart from the data and from its key', async () => {
  const read = async (more: Record<string, string>) => {
    const program = new Command();
    const options = { environment: { ...environment, ...more }, say: () => {}, readInput: async () => 'a|b' };
    addSubjectKeyCommands(program, options);
    await program.parseAsync(['node', 'cli', 'subject-key', 'verify']);
  };
  await expect(read({ KEY_TABLE: '', KEY_TABLE_KEY: '' })).rejects.toThrow('there is no key table');
  await expect(read({ KEY_TABLE: path.join(folder, 'data', 'table') })).rejects.toThrow(
    'apart from DATA_FOLDER',
  );
  await expect(read({ KEY_TABLE_KEY: path.join(folder, 'data', 'key') })).rejects.toThrow(
    'must not lie in DATA_FOLDER',
  );
  await expect(read({ KEY_TABLE_KEY: path.join(folder, 'table', 'key') })).rejects.toThrow(
    'must not lie in KEY_TABLE',
  );
});
