import type { Records } from '#storage/records.ts';
import { digest, newSecret } from '../digest.ts';
import { Kept } from '../kept.ts';
import { clientProblems } from './check-client.ts';
import type { Client } from './client.ts';

/** The clients of the embedded authorization server, shared by all servers on the store. */
export class Clients {
  readonly #clients: Kept<Client>;
  readonly #resourceTypes: ReadonlySet<string>;

  constructor(records: Records, resourceTypes: ReadonlySet<string>) {
    this.#clients = new Kept(records, 'smart.client');
    this.#resourceTypes = resourceTypes;
  }

  byId(id: string): Promise<Client | undefined> {
    return this.#clients.read(id);
  }

  list(): Promise<Client[]> {
    return this.#clients.list();
  }

  /**
   * Registers a client; throws a sentence where it cannot be. Returns the secret of one that needs it, which is
   * told this once and not kept.
   */
  async add(client: Omit<Client, 'secret'>): Promise<{ client: Client; secret?: string }> {
    const secret = client.authentication === 'secret' ? newSecret() : undefined;
    const added: Client = secret === undefined ? client : { ...client, secret: digest(secret) };
    const [problem] = clientProblems(added, this.#resourceTypes);
    if (problem) throw new Error(problem);
    if (!(await this.#clients.create(client.id, added)))
      throw new Error(`there is a client '${client.id}' already`);
    return { client: added, ...(secret === undefined ? {} : { secret }) };
  }

  /** Changes a client; throws where there is none, or where it could not be registered so. */
  async change(id: string, change: (client: Client) => Client): Promise<Client> {
    const changed = await this.#clients.change(id, (client) => {
      if (!client) return undefined;
      const value = change(client);
      const [problem] = clientProblems(value, this.#resourceTypes);
      if (problem) throw new Error(problem);
      return { value };
    });
    if (!changed) throw new Error(`there is no client '${id}'`);
    return changed;
  }

  async remove(id: string): Promise<void> {
    if (!(await this.#clients.remove(id))) throw new Error(`there is no client '${id}'`);
  }
}
