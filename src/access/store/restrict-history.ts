import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HistoryPage, HistoryQuery, HistoryVersion, ResourceStore } from '#storage/resource-store.ts';
import type { VisibleVersions } from './visible-versions.ts';

/** Versions read at once, and those looked at for one page; a page of what is seldom visible ends early. */
const AT_ONCE = 200;
const MOST_LOOKED_AT = 2000;

/** Versions looked at before others get their turn. */
const BREATH = 20;

/** A page of the versions that a caller may see; where it ends before it is full, the next one goes on from there. */
export async function restrictHistory(
  query: HistoryQuery,
  store: Pick<ResourceStore, 'history'>,
  visible: VisibleVersions,
): Promise<HistoryPage> {
  const versions: HistoryVersion[] = [];
  let after = query.after;
  for (let lookedAt = 0; lookedAt < MOST_LOOKED_AT; lookedAt += AT_ONCE) {
    const page = await store.history({
      ...query,
      count: AT_ONCE,
      ...(after === undefined ? {} : { after }),
    });
    await visible.prepare(page.versions);
    for (const [i, version] of page.versions.entries()) {
      if (i % BREATH === BREATH - 1) await nextTurn();
      if (!(await visible.isVisible(version))) continue;
      // One more than is asked for tells that there is more to see.
      if (versions.length === query.count) return pageOf(versions, true);
      versions.push(version);
    }
    if (page.next === undefined) return pageOf(versions, false);
    after = page.next;
  }
  return { versions, ...(after === undefined ? {} : { next: after, last: after }) };
}

function pageOf(versions: HistoryVersion[], more: boolean): HistoryPage {
  const last = versions.at(-1)?.place;
  if (last === undefined) return { versions };
  return { versions, last, ...(more ? { next: last } : {}) };
}
