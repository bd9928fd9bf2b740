import { refuse } from '#fhir/operation-outcome.ts';
import type { ResourceStore, Transaction } from '#storage/resource-store.ts';
import type { VisibleVersions } from './visible-versions.ts';

/**
 * Throws, before anything is written, the refusal that a resource which is not there has where a transaction reads one
 * that the caller may not see. What the transaction itself writes is the caller's own.
 */
export async function checkReads(
  { reads, writes }: Transaction,
  visible: VisibleVersions,
  store: Pick<ResourceStore, 'read' | 'vread'>,
): Promise<void> {
  const written = new Set(
    writes.flatMap((write) =>
      write.kind === 'create' || write.kind === 'update' ? [`${write.draft.type}/${write.draft.id}`] : [],
    ),
  );
  for (const { type, id, versionId, place } of reads) {
    if (versionId === undefined && written.has(`${type}/${id}`)) continue;
    const version = await (versionId === undefined ? store.read(type, id) : store.vread(type, id, versionId));
    if (version && (await visible.isVisible(version))) continue;
    throw refuse(404, 'not-found', `${type}/${id} is not there`, {
      expression: place,
      source: 'http.html#transaction',
    });
  }
}
