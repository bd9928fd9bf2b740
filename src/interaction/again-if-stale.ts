import { isStale } from '#storage/stale.ts';

/** Attempts at one change; others would have to be faster this many times in a row. */
const MOST_ATTEMPTS = 20;

/**
 * Does work that reads, changes and writes, and does it again when the store refuses what it wrote as stale: then
 * nothing of it was stored. Throws the refusal (409) when others were faster each time.
 */
export async function againIfStale<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= MOST_ATTEMPTS || !isStale(error)) throw error;
    }
  }
}
