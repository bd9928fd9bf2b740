import { matches } from '#search/matches.ts';
import { noMatch, severalMatches } from '#storage/decide.ts';
import type { Condition, Draft, ResourceStore, Transaction } from '#storage/resource-store.ts';

/** What conditions of a transaction find before it is written. */
export interface FoundByConditions {
  /** Assigned id -> the id of the resource that stands in its place. */
  replaced: Map<string, string>;
  /** Index of a conditional write -> the id of the one resource that it found. */
  found: Map<number, string>;
}

/**
 * Looks up what the conditions of a transaction find, so that what it writes can be judged as it will be. The store
 * decides them again when it writes; by then they find nothing that the caller may not find either.
 */
export async function findByConditions(
  { writes, references }: Transaction,
  store: Pick<ResourceStore, 'search'>,
): Promise<FoundByConditions> {
  const replaced = new Map<string, string>();
  const found = new Map<number, string>();
  for (const [i, write] of writes.entries()) {
    const condition =
      write.kind === 'create' ? write.unless : write.kind === 'update' ? write.where : undefined;
    if (!condition || (write.kind !== 'create' && write.kind !== 'update')) continue;
    const id = await onlyMatch(condition, store);
    if (id === undefined) continue;
    found.set(i, id);
    replaced.set(write.draft.id, id);
  }
  const drafts = writes.flatMap((write) =>
    (write.kind === 'create' || write.kind === 'update') && !replaced.has(write.draft.id)
      ? [write.draft]
      : [],
  );
  // A reference that finds nothing, or too much, is refused before anything is judged by it.
  for (const { id, condition, place } of references) {
    const ids = new Set([...(await matchesOf(condition, store)), ...amongDrafts(condition, drafts)]);
    const [only] = ids;
    if (only === undefined) throw noMatch(condition, place);
    if (ids.size > 1) throw severalMatches(condition, place);
    replaced.set(id, only);
  }
  return { replaced, found };
}

async function onlyMatch(
  condition: Condition,
  store: Pick<ResourceStore, 'search'>,
): Promise<string | undefined> {
  const ids = await matchesOf(condition, store);
  return ids.length === 1 ? ids[0] : undefined;
}

async function matchesOf(
  { type, where }: Condition,
  store: Pick<ResourceStore, 'search'>,
): Promise<string[]> {
  const { entries } = await store.search({
    targets: [{ type, where }],
    sort: [],
    includes: [],
    includeLimit: 0,
    count: 2,
    total: false,
  });
  return entries.map(({ id }) => id);
}

function amongDrafts({ type, where }: Condition, drafts: Draft[]): string[] {
  return drafts.filter((draft) => draft.type === type && matches(where, draft)).map(({ id }) => id);
}
