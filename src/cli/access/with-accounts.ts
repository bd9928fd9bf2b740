import pino from 'pino';
import { baseUrlOf, type Config, readConfig } from '#config.ts';
import { loadConformance, openStore } from '#server.ts';
import { Clients } from '#smart/client/clients.ts';
import { Launches } from '#smart/launch/launches.ts';
import { Users } from '#smart/user/users.ts';
import type { Records } from '#storage/records.ts';

/** What the commands for users, clients and keys work on. */
export interface Accounts {
  config: Config;
  records: Records;
  users: Users;
  clients: Clients;
  launches: Launches;
  resourceTypes: ReadonlySet<string>;
  /** The FHIR base, as the environment names it. */
  baseUrl: string;
}

/** How a command speaks to whoever runs it. */
export interface CommandOptions {
  environment: Record<string, string | undefined>;
  say: (line: string) => void;
}

/** Works on the accounts in the store of the environment; a server may run on the same store meanwhile. */
export async function withAccounts(
  { environment }: CommandOptions,
  act: (accounts: Accounts) => Promise<void>,
): Promise<void> {
  const config = readConfig(environment);
  const conformance = loadConformance();
  const store = await openStore(config, conformance, pino({ level: 'warn' }));
  try {
    const { records } = store;
    const { resourceTypes } = conformance.definitions;
    await act({
      config,
      records,
      resourceTypes,
      baseUrl: baseUrlOf(config),
      users: new Users(records),
      clients: new Clients(records, resourceTypes),
      launches: new Launches(records, Date.now),
    });
  } finally {
    await store.close();
  }
}
