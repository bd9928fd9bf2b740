import type { Logger } from 'pino';
import type { Records } from '#storage/records.ts';
import type { Clients } from '../client/clients.ts';
import type { ReportEvent } from '../events.ts';
import type { RemoteKeys } from '../key/remote-keys.ts';
import type { ServerKeys } from '../key/server-keys.ts';
import type { Contexts } from '../launch/contexts.ts';
import type { Launches } from '../launch/launches.ts';
import type { Users } from '../user/users.ts';

/** What the authorization server works with. */
export interface ProviderRooms {
  records: Records;
  users: Users;
  clients: Clients;
  launches: Launches;
  contexts: Contexts;
  remoteKeys: RemoteKeys;
  keys: ServerKeys;
  resourceTypes: ReadonlySet<string>;
  /** The FHIR base: the audience of every token. */
  baseUrl: string;
  issuer: string;
  report: ReportEvent;
  log: Pick<Logger, 'warn' | 'error'>;
  now: () => number;
}
