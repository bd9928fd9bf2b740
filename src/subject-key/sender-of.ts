import type { Caller } from '#access/caller.ts';
import type { Restriction } from '#access/restriction.ts';
import type { Sender } from './pseudonymise.ts';

/** Who is written down in the log of the key table; without authentication it is this machine, which may do everything. */
export function senderOf(
  caller: Caller | undefined,
  { restrictionOf }: { restrictionOf: (caller: Caller) => Pick<Restriction, 'pseudonymises'> },
): Sender {
  if (!caller) return { who: 'this machine', isPermitted: true };
  const { client, user } = caller;
  const who = user ? `${client.id} for ${user.id}` : client.id;
  return { who, isPermitted: restrictionOf(caller).pseudonymises };
}
