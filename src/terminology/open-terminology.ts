import type { Content } from './content/content.ts';
import { FolderContent } from './content/folder-content.ts';
import { PreparedContent } from './content/prepared-content.ts';
import { createTerminology } from './create-terminology.ts';
import { ExternalTerminology } from './external/external-terminology.ts';
import type { ReleaseStore } from './release/release.ts';
import type { Terminology } from './terminology.ts';

/**
 * The terminology of a server: what the trial publishes in `folder`, what R4 defines, and what clients have stored, in
 * this order, and the releases that were imported. `server`: the FHIR base of another terminology server, asked about what is in none of these.
 */
export function openTerminology(parts: {
  folder: URL;
  stored: Content;
  releases: ReleaseStore;
  server: string | undefined;
}): Terminology {
  const { folder, stored, releases, server } = parts;
  return createTerminology({
    sources: [new FolderContent(folder), new PreparedContent(), stored],
    releases,
    external: server === undefined ? undefined : new ExternalTerminology(server),
  });
}
