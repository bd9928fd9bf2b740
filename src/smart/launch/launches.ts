import type { Records } from '#storage/records.ts';
import { digest, newSecret } from '../digest.ts';
import { Kept } from '../kept.ts';
import { LIFETIMES } from '../lifetimes.ts';
import type { LaunchContext } from './launch-context.ts';

/** A launch that an EHR has prepared: for one app, by one person, about one context. */
export interface Launch {
  clientId: string;
  /** The user who launches; another one who signs in does not get the context. */
  userId?: string;
  context: LaunchContext;
}

/** Launches that were prepared and not yet used, and those of requests under way. Each id is good once. */
export class Launches {
  readonly #prepared: Kept<Launch>;
  readonly #begun: Kept<Launch>;
  readonly #now: () => number;

  constructor(records: Records, now: () => number) {
    this.#prepared = new Kept(records, 'smart.launch');
    this.#begun = new Kept(records, 'smart.launch-begun');
    this.#now = now;
  }

  /** A new id for the `launch` parameter of a launch URL. */
  async prepare(launch: Launch): Promise<string> {
    const id = newSecret();
    await this.#prepared.write(digest(id), launch, { expires: this.#now() + LIFETIMES.launch * 1000 });
    return id;
  }

  /** Uses an id up for a request of this client; undefined where it is unknown, over, used, or of another client. */
  async begin(id: string, clientId: string): Promise<Launch | undefined> {
    const launch = await this.#prepared.take(digest(id));
    if (launch?.clientId !== clientId) return undefined;
    await this.#begun.write(digest(id), launch, { expires: this.#now() + LIFETIMES.interaction * 1000 });
    return launch;
  }

  /** The launch of a request that has used its id up. */
  begun(id: string): Promise<Launch | undefined> {
    return this.#begun.read(digest(id));
  }
}
