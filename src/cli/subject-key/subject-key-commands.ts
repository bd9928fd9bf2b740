import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { ConfigError, readConfig } from '#config.ts';
import { readIdentity } from '#subject-key/identity.ts';
import type { KeyTable } from '#subject-key/key-table.ts';
import { openKeyTable } from '#subject-key/open-pseudonyms.ts';

/** How these commands speak; what names a person comes by standard input, so that it stands in no history of a shell. */
export interface SubjectKeyOptions {
  environment: Record<string, string | undefined>;
  say: (line: string) => void;
  readInput: () => Promise<string>;
}

/** `subject-key ...`: who the subjects of the trial are. */
export function addSubjectKeyCommands(program: Command, options: SubjectKeyOptions): void {
  const { say, readInput } = options;
  const who = userInfo().username;
  const keys = program.command('subject-key').description('who the subjects are, in the store of KEY_TABLE');
  keys
    .command('add <subject>')
    .description(
      'add who a subject is: {"identifier":[{"system":"...","value":"..."}],"name":"..."} on standard input',
    )
    .action(async (subject: string) => {
      const identity = readIdentity(await readInput());
      withTable(options, (table) => table.add(subject, identity, { who }));
      say(`added: ${subject}`);
    });
  keys
    .command('find')
    .description('print the number of the subject whose identifier, as system|value, comes on standard input')
    .action(async () => {
      const [system = '', ...value] = (await readInput()).trim().split('|');
      const subject = withTable(options, (table) => table.find({ system, value: value.join('|') }, { who }));
      if (subject === undefined) throw new Error('nobody in the table has this identifier');
      say(subject);
    });
  keys
    .command('reveal <subject>')
    .description('print who a subject is; the log keeps who asked, and why')
    .requiredOption('--reason <text>', 'why, for the log')
    .action((subject: string, { reason }: { reason: string }) => {
      const identity = withTable(options, (table) => table.reveal(subject, { who, reason }));
      if (!identity) throw new Error(`nobody in the table is ${subject}`);
      say(JSON.stringify(identity));
    });
  addLogCommands(keys, options, who);
}

function addLogCommands(keys: Command, options: SubjectKeyOptions, who: string): void {
  const { say } = options;
  keys
    .command('export-log')
    .description('print the log of all lookups, a line of JSON each')
    .action(() =>
      withTable(options, ({ log }) => {
        for (const entry of log.entries()) say(JSON.stringify(entry));
        log.add({ who, action: 'export-log', subject: '', reason: '' });
      }),
    );
  keys
    .command('verify')
    .description('check that the log is as it was written, and print its head, to be kept elsewhere')
    .option('--head <number:hash>', 'a head that was printed before, which has to be in the log still')
    .action(({ head }: { head?: string }) =>
      withTable(options, ({ log }) => {
        const broken = log.firstBroken();
        if (broken !== undefined)
          throw new Error(`the log was changed: line ${broken} is not as it was written`);
        const isThere = log.entries().some(({ seq, hash }) => `${seq}:${hash}` === head);
        if (head !== undefined && !isThere)
          throw new Error('the log was cut off or replaced: the head is not in it');
        say(log.head());
      }),
    );
}

function withTable<T>({ environment }: SubjectKeyOptions, act: (table: KeyTable) => T): T {
  const { keyTable } = readConfig(environment);
  if (!keyTable)
    throw new ConfigError(
      'there is no key table: set KEY_TABLE, its folder, and KEY_TABLE_KEY, the file of its key',
    );
  const table = openKeyTable(keyTable);
  try {
    return act(table);
  } finally {
    table.close();
  }
}
