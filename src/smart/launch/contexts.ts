import type { Records } from '#storage/records.ts';
import { digest } from '../digest.ts';
import { Kept } from '../kept.ts';
import { LIFETIMES } from '../lifetimes.ts';
import type { LaunchContext } from './launch-context.ts';

/** The context of each grant, as long as the grant can live. */
export class Contexts {
  readonly #kept: Kept<LaunchContext>;
  readonly #now: () => number;

  constructor(records: Records, now: () => number) {
    this.#kept = new Kept(records, 'smart.context');
    this.#now = now;
  }

  of(grantId: string): Promise<LaunchContext | undefined> {
    return this.#kept.read(digest(grantId));
  }

  async keep(grantId: string, context: LaunchContext): Promise<void> {
    const expires = this.#now() + LIFETIMES.refreshToken * 1000;
    await this.#kept.write(digest(grantId), context, { expires });
  }
}
