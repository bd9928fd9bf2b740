/** The command line: `npm run cli -- <command>`, and the demo. */
import { Command, InvalidArgumentError } from 'commander';
import { ConfigError } from '#config.ts';
import { version } from '#version.ts';
import { addClientCommands } from './access/client-commands.ts';
import { addLaunchCommand } from './access/launch-command.ts';
import { addUserCommands } from './access/user-commands.ts';
import { addAuditCommands } from './audit/audit-commands.ts';
import { copyCommand } from './copy.ts';
import { demo } from './demo.ts';
import { importCommand } from './import.ts';
import { INTERNATIONAL, importTerminology, RELEASE_KINDS } from './import-terminology.ts';
import { packageCommand } from './package/package.ts';
import { pagesCommand } from './pages/pages.ts';
import { report } from './report.ts';
import { addSubjectKeyCommands } from './subject-key/subject-key-commands.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number))
    throw new InvalidArgumentError('A whole number was expected.');
  return number;
}

const program = new Command('trial-fhir-server')
  .version(version)
  .description('FHIR R4 server for clinical trials');

program
  .command('demo')
  .description('play the trial from loading to the outcome report on the embedded store')
  .option('--once', 'end after the report instead of leaving the server running')
  .option('--seed <number>', 'seed of the synthetic cohort', wholeNumber)
  .action(async (options: { once?: boolean; seed?: number }) => {
    const running = await demo({
      environment: process.env,
      say,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    });
    const stop = async () => {
      await running.close();
      process.exit(0);
    };
    if (options.once) await stop();
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });

program
  .command('import')
  .description(
    'take FHIR R4 Bundles, resources and NDJSON from files and folders into the store of DATA_FOLDER',
  )
  .argument('<paths...>', '.json or .ndjson files, or folders of them')
  .action(async (paths: string[]) => {
    process.exitCode = await importCommand({ paths, environment: process.env, say });
  });

program
  .command('import-terminology')
  .description('take a release of LOINC or SNOMED CT (RF2), unpacked in a folder, into the store')
  .argument('<kind>', RELEASE_KINDS.join(' or '))
  .argument('<folder>', 'where the release is unpacked')
  .option('--release <version>', 'of LOINC: its version, e.g. 2.78')
  .option('--edition <module>', 'of SNOMED CT: the module of its edition', INTERNATIONAL)
  .option('--language-refset <id>', 'of SNOMED CT: the reference set whose preferred synonyms are shown')
  .action(async (kind: string, folder: string, options: Record<string, string>) => {
    await importTerminology(kind, { folder, ...options, environment: process.env, say });
  });

program
  .command('copy')
  .description(
    'copy the store of the environment, history included, into another, empty store and verify the copy',
  )
  .requiredOption('--to <store>', 'mongodb://... or a data folder')
  .action(async ({ to }: { to: string }) => {
    process.exitCode = await copyCommand({ to, environment: process.env, say });
  });

program
  .command('report')
  .description('compute the outcome report over the store of DATA_FOLDER and write it as JSON, CSV and HTML')
  .option('--output <folder>', 'where the files go', 'report')
  .action(async ({ output }: { output: string }) => report({ output, environment: process.env, say }));

program
  .command('package')
  .description('write profiles, terminology, study and examples as a FHIR package')
  .option('--output <file>', 'where it goes', 'package.tgz')
  .action(async ({ output }: { output: string }) =>
    packageCommand({ output, environment: process.env, say }),
  );

program
  .command('pages')
  .description('write docs/profiles anew from profiles/')
  .action(() => pagesCommand(say));

/** What is piped in. */
async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const accounts = { environment: process.env, say };
addUserCommands(program, { ...accounts, readPassword: readInput });
addClientCommands(program, accounts);
addLaunchCommand(program, accounts);
addAuditCommands(program, {
  ...accounts,
  exit: (code) => {
    process.exitCode = code;
  },
});
addSubjectKeyCommands(program, { ...accounts, readInput });

program.parseAsync().catch((error: Error) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : `failed: ${error.message}`}\n`);
  process.exit(1);
});
