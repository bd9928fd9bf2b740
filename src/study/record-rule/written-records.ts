import { parseJson } from '#fhir/json/parse-json.ts';
import type { Resource } from '#fhir/resource.ts';
import type { IndexValue } from '#search/search-expression.ts';
import type { Condition, Draft, Transaction, Write } from '#storage/resource-store.ts';
import { storedText, withReplacedIds } from '#storage/stored-text.ts';

/** A resource that a transaction writes. */
export interface WrittenResource {
  /** The index of its write. */
  write: number;
  draft: Draft;
  /** The condition under which a stored one is kept (create), or takes the version (update). */
  condition: Condition | undefined;
  /** The stored one is kept. */
  keeps: boolean;
}

/** What a transaction writes of some types. */
export function writtenOf({ writes }: Transaction, types: ReadonlySet<string>): WrittenResource[] {
  return writes.flatMap((write, i) => {
    if ((write.kind !== 'create' && write.kind !== 'update') || !types.has(write.draft.type)) return [];
    const condition = write.kind === 'create' ? write.unless : write.where;
    return [{ write: i, draft: write.draft, condition, keeps: write.kind === 'create' }];
  });
}

/** A write that deletes. */
export type Deletion = Extract<Write, { kind: 'delete' } | { kind: 'delete-where' }>;

/** What a transaction deletes of some types. */
export function deletionsOf({ writes }: Transaction, types: ReadonlySet<string>): Deletion[] {
  return writes.flatMap((write): Deletion[] => {
    if (write.kind === 'delete') return types.has(write.type) ? [write] : [];
    return write.kind === 'delete-where' && types.has(write.where.type) ? [write] : [];
  });
}

/** The draft as the resource that it will be, under the ids that are known to take the place of others. */
export function resourceOf(draft: Draft, id: string, replaced: Map<string, string>): Resource {
  return parseJson(storedText(withReplacedIds(draft, replaced), id, '1', '')) as Resource;
}

/** The ids of the resources of a type that search values refer to by a parameter. */
export function referredTo(index: IndexValue[], parameter: string, type: string): string[] {
  return index.flatMap((value) =>
    value.kind === 'reference' &&
    value.parameter === parameter &&
    !value.contained &&
    'id' in value &&
    value.type === type
      ? [value.id]
      : [],
  );
}
