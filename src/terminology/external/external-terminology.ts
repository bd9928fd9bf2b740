import type { Pending } from '../pending.ts';
import type { CodeValidation, Coding } from '../terminology.ts';
import { askServer, type ServerAnswer } from './ask-server.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { ExpiringCache } from './expiring-cache.ts';
import { Slots } from './slots.ts';

const MINUTE = 60_000;

/** How long an answer holds: what a server knows changes rarely; that it did not answer may be over soon. */
const KEPT = { answer: 60 * MINUTE, unknown: 10 * MINUTE, failure: MINUTE / 12 };

const MOST_KEPT = 10_000;
const MOST_AT_ONCE = 8;

/** A longer code is not sent anywhere. */
const MOST_CHARACTERS = 200;

type Kept = { kind: 'answer'; answer: ServerAnswer } | { kind: 'unknown' } | { kind: 'failure' };

/**
 * Another terminology server, asked about codes whose system is not known here. It is sent a system, a code and the
 * url of a value set, and nothing else of a resource. Its answers are kept for an hour.
 */
export class ExternalTerminology {
  readonly #base: string;
  readonly #cache: ExpiringCache<Kept>;
  readonly #breaker: CircuitBreaker;
  readonly #slots = new Slots(MOST_AT_ONCE);

  /** `base`: its FHIR base without a slash at the end; `now` in milliseconds. */
  constructor(base: string, now: () => number = Date.now) {
    this.#base = base;
    this.#cache = new ExpiringCache(MOST_KEPT, now);
    this.#breaker = new CircuitBreaker(now);
  }

  /**
   * What it says of a coding, in a value set where one is given. Undefined where it does not know either; what was not
   * asked yet is noted as pending, and counts as not answered until then.
   */
  validateCode(coding: Coding, valueSet: string | undefined, pending: Pending): CodeValidation | undefined {
    const { system, code, version } = coding;
    if (!system || !code || code.length > MOST_CHARACTERS) return undefined;
    const url = this.#url(coding, valueSet);
    const kept = this.#cache.get(url.href);
    if (kept?.kind === 'unknown') return undefined;
    if (kept?.kind === 'answer') {
      const { result, message, display } = kept.answer;
      const of = { system, code, ...(version ? { version } : {}), ...(display ? { display } : {}) };
      if (result) return { result, ...of };
      const reason = valueSet ? 'not-in-value-set' : 'invalid-code';
      return { result, reason, message: message ?? `'${code}' is not valid`, ...of };
    }
    if (!kept) pending.note(url.href, () => this.#ask(url));
    const message = `'${code}' of ${system.slice(0, 200)} is not known here, and the terminology server did not answer`;
    return { result: 'unknown', reason: 'not-answered', message };
  }

  #url({ system = '', code = '', version }: Coding, valueSet: string | undefined): URL {
    const url = new URL(`${this.#base}/${valueSet ? 'ValueSet' : 'CodeSystem'}/$validate-code`);
    const parameters = valueSet
      ? { url: valueSet, system, code, systemVersion: version }
      : { url: system, code, version };
    for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value);
    return url;
  }

  async #ask(url: URL): Promise<void> {
    const kept = await this.#slots.use(() => this.#answer(url));
    this.#cache.set(url.href, kept, KEPT[kept.kind]);
  }

  async #answer(url: URL): Promise<Kept> {
    if (!this.#breaker.allows()) return { kind: 'failure' };
    try {
      const answer = await askServer(url);
      this.#breaker.succeeded();
      return answer ? { kind: 'answer', answer } : { kind: 'unknown' };
    } catch {
      this.#breaker.failed();
      return { kind: 'failure' };
    }
  }
}
