import type { ReadPublished } from '#conformance/published-files.ts';
import type { Content } from './content/content.ts';
import { FolderContent } from './content/folder-content.ts';
import { PreparedContent } from './content/prepared-content.ts';
import { createTerminology } from './create-terminology.ts';
import { ExternalTerminology } from './external/external-terminology.ts';
import type { ReleaseStore } from './release/release.ts';
import type { Terminology } from './terminology.ts';

/** Where a server's terminology comes from. */
export interface TerminologyParts {
  folder: URL;
  /** Reads its files. */
  readPublished?: ReadPublished;
  stored: Content;
  releases: ReleaseStore;
  server: string | undefined;
}

/** Makes a terminology over all that is there, and over what is given with it; what is read is shared. */
export type OpenTerminology = (along?: Content) => Terminology;

/**
 * The terminology of a server: what the trial publishes in `folder`, what R4 defines, and what clients have stored, in
 * this order, and the releases that were imported. `server`: the FHIR base of another terminology server, asked about what is in none of these.
 */
export function openTerminology({
  folder,
  readPublished,
  stored,
  releases,
  server,
}: TerminologyParts): OpenTerminology {
  const published = [new FolderContent(folder, readPublished), new PreparedContent()];
  const external = server === undefined ? undefined : new ExternalTerminology(server);
  return (along) => {
    const sources = [...published, ...(along ? [along] : []), stored];
    return createTerminology({ sources, releases, external });
  };
}
