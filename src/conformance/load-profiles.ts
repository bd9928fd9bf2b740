import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { StructureDefinition } from '@medplum/fhirtypes';
import { asWritten, type ReadPublished } from './published-files.ts';

/** Finds the StructureDefinitions of one url, of whatever version. */
export type FindProfiles = (url: string) => StructureDefinition[];

function byUrl(structures: StructureDefinition[]): FindProfiles {
  const map = Map.groupBy(structures, ({ url }) => url ?? '');
  return (url) => map.get(url) ?? [];
}

/** Reads on the first question: a server that is never asked for a profile does not pay for them. */
function lazily(load: () => StructureDefinition[]): FindProfiles {
  let find: FindProfiles | undefined;
  return (url) => {
    find ??= byUrl(load());
    return find(url);
  };
}

/** The profiles and extensions of R4 itself, as `npm run prepare-definitions` has left them. */
export function coreProfiles(): FindProfiles {
  const file = new URL('../../definitions/r4/profiles.json', import.meta.url);
  return lazily(() => JSON.parse(readFileSync(file, 'utf8')) as StructureDefinition[]);
}

/** The profiles of a folder, one `StructureDefinition-*.json` file each. */
export function folderProfiles(folder: URL, read: ReadPublished = asWritten): FindProfiles {
  return lazily(() => readProfiles(folder, read));
}

/** Reads all profiles and extensions of a folder; none where there is no folder. */
export function readProfiles(folder: URL, read: ReadPublished = asWritten): StructureDefinition[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^StructureDefinition-.+\.json$/.test(name))
    .sort()
    .map((name) => JSON.parse(read(new URL(name, folder))) as StructureDefinition);
}
