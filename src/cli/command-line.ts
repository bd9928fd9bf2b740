import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { Rooms } from '#http/rooms.ts';
import type { RequestOrigin } from '#interaction/request.ts';

/** Who asks where a command does: it needs no token, as whoever can run it has the store in hand. */
export function commandLine(): RequestOrigin {
  return { requestId: randomUUID(), address: hostname(), program: `command line of ${userInfo().username}` };
}

/** The rooms of a server as a command has them: what it writes leaves events that name it. */
export function ofCommandLine(rooms: Rooms): Rooms {
  const origin = commandLine();
  const asked = { method: 'PUT', path: [], query: '', body: undefined, origin };
  const audited = rooms.audit.begin(asked);
  audited?.routed('update', { ...asked, type: '', id: '', versionId: '' });
  const own = rooms.of(undefined, audited);
  return { ...own, bundle: (request) => rooms.bundle({ ...request, origin }, own) };
}
