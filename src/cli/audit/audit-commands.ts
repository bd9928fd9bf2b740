import { type Command, InvalidArgumentError } from 'commander';
import type { ChainHead } from '#storage/audit-chain.ts';
import { exportCommand } from './export.ts';
import { verifyCommand } from './verify.ts';

/** Where the commands read their settings, and where they speak. */
interface AuditCommandRooms {
  environment: Record<string, string | undefined>;
  say: (line: string) => void;
  /** Takes the exit code. */
  exit: (code: number) => void;
}

/** `audit verify` and `audit export`. */
export function addAuditCommands(program: Command, rooms: AuditCommandRooms): void {
  const audit = program.command('audit').description('the trail of who saw and who changed what');
  audit
    .command('verify')
    .description('walk the chain of AuditEvents and tell the first one that is altered, missing or inserted')
    .option('--witness <number:hash>', 'a last link that was printed before and has to be there still', link)
    .action(async ({ witness }: { witness?: ChainHead }) => {
      rooms.exit(await verifyCommand({ ...rooms, witness }));
    });
  audit
    .command('export')
    .description('every change of the record of a subject: who, when, which element, old, new, why')
    .argument('<subject>', 'Patient/[id], ResearchSubject/[id], or the id of a Patient')
    .option('--format <format>', 'csv or json', 'csv')
    .option('--output <file>', 'where it goes; without it to the screen')
    .action(async (subject: string, options: { format: string; output?: string }) => {
      await exportCommand({ ...rooms, subject, ...options });
    });
}

function link(text: string): ChainHead {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (number === undefined || hash === undefined)
    throw new InvalidArgumentError('A number, a colon and a hash of 64 hexadecimal digits were expected.');
  return { number: Number(number), hash };
}
