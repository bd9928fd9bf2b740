import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { RequestOrigin } from '#interaction/request.ts';

/** Who asks where a command does: it needs no token, as whoever can run it has the store in hand. */
export function commandLine(): RequestOrigin {
  return { requestId: randomUUID(), address: hostname(), program: `command line of ${userInfo().username}` };
}
