import { STALE_INDEX } from '#storage/records.ts';
import { type Reindexing, reindex } from './reindex.ts';

/** How often the progress is told, in resources. */
const TOLD = 10_000;

/**
 * Indexes everything anew if another version of this server has stored it with other search values; to be awaited
 * before the first request, as searches would miss what is not indexed yet. One that is broken off begins again.
 */
export async function reindexStale(
  types: string[],
  rooms: Omit<Reindexing, 'progress'> & { log: { info: (object: object, message: string) => void } },
): Promise<void> {
  const { records } = rooms.store;
  if (!(await records.read(STALE_INDEX.kind, STALE_INDEX.key))) return;
  const progress: Reindexing['progress'] = (type, { done, total }) => {
    if (done === total || done % TOLD === 0) rooms.log.info({ type, done, total }, 'indexing anew');
  };
  await reindex(types, { ...rooms, progress });
  await records.remove(STALE_INDEX.kind, STALE_INDEX.key);
}
