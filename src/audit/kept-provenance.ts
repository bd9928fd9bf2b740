import { refuse } from '#fhir/operation-outcome.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import type { ResourceStore, Transaction, Write } from '#storage/resource-store.ts';

/** The Provenances that a write may change or delete; undefined for a write of anything else, or of a new one. */
function changedBy(write: Write): { where: SearchExpression; count: number } | undefined {
  switch (write.kind) {
    case 'delete':
      return write.type === 'Provenance' ? { where: { op: 'id', ids: [write.id] }, count: 1 } : undefined;
    case 'delete-where':
      return write.where.type === 'Provenance'
        ? { where: write.where.where, count: write.most ?? 1 }
        : undefined;
    case 'update': {
      if (write.draft.type !== 'Provenance') return undefined;
      const own: SearchExpression = { op: 'id', ids: [write.draft.id] };
      return { where: write.where ? { op: 'any', of: [own, write.where.where] } : own, count: 2 };
    }
    default:
      return undefined;
  }
}

/** Whether a Provenance tells of versions, as those do that are stored with a change. */
function tellsOfVersion(text: string): boolean {
  const { target = [] } = JSON.parse(text) as { target?: { reference?: string }[] };
  return target.some(({ reference }) => reference?.includes('/_history/'));
}

/**
 * Throws 409 where a transaction changes or deletes a Provenance that tells why a version was made: who, when and why
 * stay as they were said (21 CFR 11.10(e)). What there is to add is another Provenance.
 */
export async function refuseOtherReasons(
  { writes }: Transaction,
  store: Pick<ResourceStore, 'search'>,
): Promise<void> {
  for (const write of writes) {
    const changed = changedBy(write);
    if (changed === undefined) continue;
    const { where, count } = changed;
    const page = { sort: [], includes: [], includeLimit: 0, total: false };
    const { entries } = await store.search({ targets: [{ type: 'Provenance', where }], count, ...page });
    const kept = entries.find(({ text }) => tellsOfVersion(text));
    if (kept === undefined) continue;
    const words = `Provenance/${kept.id} tells of a version that was made, and is never changed or deleted; found a change of it, expected another Provenance`;
    throw refuse(409, 'conflict', words, {
      ...(write.place ? { expression: write.place } : {}),
      source: 'http.html#delete; 21 CFR 11.10(e)',
    });
  }
}
