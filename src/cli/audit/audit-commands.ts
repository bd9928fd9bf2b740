import { type Command, InvalidArgumentError } from 'commander';
import type { ChainHead } from '#storage/audit-chain.ts';
import { verifyCommand } from './verify.ts';

/** Where the commands read their settings, and where they speak. */
interface AuditCommandRooms {
  environment: Record<string, string | undefined>;
  say: (line: string) => void;
  /** Takes the exit code. */
  exit: (code: number) => void;
}

/** `audit verify`. */
export function addAuditCommands(program: Command, rooms: AuditCommandRooms): void {
  const audit = program.command('audit').description('the trail of who saw and who changed what');
  audit
    .command('verify')
    .description('walk the chain of AuditEvents and tell the first one that is altered, missing or inserted')
    .option('--witness <number:hash>', 'a last link that was printed before and has to be there still', link)
    .action(async ({ witness }: { witness?: ChainHead }) => {
      rooms.exit(await verifyCommand({ ...rooms, witness }));
    });
}

function link(text: string): ChainHead {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (number === undefined || hash === undefined)
    throw new InvalidArgumentError('A number, a colon and a hash of 64 hexadecimal digits were expected.');
  return { number: Number(number), hash };
}
