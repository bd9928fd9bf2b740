import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { FormError } from './interaction/read-form.ts';

/** What may be asked how often within a minute from one address. Many workplaces of a hospital share one. */
const LIMITS = {
  /** Each costs a slow hash. */
  'sign-in': 60,
  /** Requests that make records: authorization, tokens, introspection, revocation. */
  token: 600,
} as const;

/** A request that came too soon. */
export class TooMany extends FormError {
  /** Seconds until the next one is taken. */
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super(429, 'there were too many requests from your address; try again in a minute');
    this.retryAfter = retryAfter;
  }
}

/** Counts requests by the address of the client, in this process alone. */
export class Limiter {
  readonly #limits = new Map(
    Object.entries(LIMITS).map(([what, points]) => [what, new RateLimiterMemory({ points, duration: 60 })]),
  );

  /** Counts one request; throws TooMany where it is one too many. */
  async take(what: keyof typeof LIMITS, address: string): Promise<void> {
    try {
      await this.#limits.get(what)?.consume(address);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw new TooMany(Math.ceil(error.msBeforeNext / 1000));
    }
  }
}
