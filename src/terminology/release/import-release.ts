import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Release, ReleasedConcept, ReleaseStore } from './release.ts';

/** Concepts stored at once. */
const PART = 1000;

/** Concepts between two lines of progress. */
const STEP = 50_000;

/** Stores the concepts of a release as they come, and makes it seen when all are there; returns how many they are. */
export async function importRelease(
  release: Release,
  concepts: AsyncIterable<ReleasedConcept>,
  store: ReleaseStore,
  say: (line: string) => void,
): Promise<number> {
  const target = await store.begin(release);
  let count = 0;
  let part: ReleasedConcept[] = [];
  for await (const concept of concepts) {
    part.push(concept);
    if (++count % STEP === 0) say(`${count} concepts`);
    if (part.length < PART) continue;
    await target.append(part);
    part = [];
    await nextTurn();
  }
  if (count === 0) throw new Error('the release has no concepts');
  await target.append(part);
  await target.finish();
  return count;
}
