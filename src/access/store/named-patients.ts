import { refuse } from '#fhir/operation-outcome.ts';
import type { Draft, ResourceStore } from '#storage/resource-store.ts';
import type { VisibleVersions } from './visible-versions.ts';

/**
 * Throws 403 where a write names a Patient that the caller may not see, whether there is one or not. Else a resource
 * that is in the caller's part could be put into the record of somebody else as well, or somebody into the part by it.
 */
export async function checkPatients(
  drafts: Draft[],
  visible: VisibleVersions,
  { store, baseUrl }: { store: Pick<ResourceStore, 'read'>; baseUrl: string },
): Promise<void> {
  const written = new Set(drafts.filter(({ type }) => type === 'Patient').map(({ id }) => id));
  const known = new Map<string, boolean>();
  for (const { type, content } of drafts) {
    for (const id of patientsIn(content, baseUrl)) {
      if (written.has(id)) continue;
      const isSeen = known.get(id) ?? (await isVisible(id, visible, store));
      known.set(id, isSeen);
      if (isSeen) continue;
      throw refuse(
        403,
        'forbidden',
        `the ${type} names Patient/${id}, which is none that the token permits to write about`,
        {
          source: 'SMART App Launch 2.2, scopes for requesting FHIR resources',
        },
      );
    }
  }
}

async function isVisible(
  id: string,
  visible: VisibleVersions,
  store: Pick<ResourceStore, 'read'>,
): Promise<boolean> {
  const current = await store.read('Patient', id);
  return current?.text !== undefined && visible.isCurrentVisible(current);
}

/** The ids of the Patients that a stored text refers to, relative or below this server's base. */
function patientsIn(content: string, baseUrl: string): Set<string> {
  const ids = new Set<string>();
  for (const [, base, id] of content.matchAll(/"((?:[^"\\]*\/)?)Patient\/([A-Za-z0-9\-.]{1,64})(?=["/#])/g))
    if (base === '' || base === `${baseUrl}/`) ids.add(id as string);
  return ids;
}
