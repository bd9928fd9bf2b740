import { existsSync, readdirSync } from 'node:fs';
import type { StructureDefinition } from '@medplum/fhirtypes';
import { loadDefinitions } from '#conformance/definitions.ts';
import { coreProfiles, folderProfiles, readProfiles } from '#conformance/load-profiles.ts';
import { asWritten } from '#conformance/published-files.ts';
import { StructureDefinitions } from '#conformance/structure-definitions.ts';
import { type Example, profilePage, table } from './profile-page.ts';

/** The folders that pages are made from. */
export interface PageFolders {
  profiles: URL;
  terminology: URL;
  examples: URL;
}

/** Where pages stand below the folder of all documentation. */
const TO_ROOT = '../..';

/** A page for each profile and extension of a trial, and one that lists them: the name of the file -> Markdown. */
export function profilePages({ profiles, terminology, examples }: PageFolders): Map<string, string> {
  const all = readProfiles(profiles);
  const structures = new StructureDefinitions(loadDefinitions(), [folderProfiles(profiles), coreProfiles()]);
  const links = new Map([
    ...all.map(({ url, id }): [string, string] => [url as string, `${id}.md`]),
    ...readdirSync(terminology).map((file): [string, string] => {
      const { url = '' } = JSON.parse(asWritten(new URL(file, terminology))) as { url?: string };
      return [url, `${TO_ROOT}/terminology/${file}`];
    }),
  ]);
  const linkOf = (canonical: string) => links.get(canonical);
  const find = (canonical: string) => structures.find(canonical);
  const pages = all.map((profile): [string, string] => [
    `${profile.id}.md`,
    profilePage(profile, { find, linkOf, example: exampleOf(profile, examples) }),
  ]);
  return new Map([['README.md', overview(all)], ...pages]);
}

function exampleOf({ id }: StructureDefinition, examples: URL): Example | undefined {
  const file = `${id}.json`;
  const url = new URL(file, examples);
  if (!existsSync(url)) return undefined;
  return { file, ...(JSON.parse(asWritten(url)) as Omit<Example, 'file'>) };
}

function overview(all: StructureDefinition[]): string {
  const isExtension = ({ type }: StructureDefinition) => type === 'Extension';
  const rows = (of: StructureDefinition[]) =>
    of.map(({ id, type, title, description = '' }) => [
      `[${id}](${id}.md)`,
      `${type}`,
      description || (title ?? ''),
    ]);
  return [
    '# Profiles and extensions of the trial',
    'Made from `profiles/` by `npm run pages`; a test fails where they are not up to date. What is checked beyond a single resource: [rules over the record of a subject](../validation.md#rules-over-the-record-of-a-subject).',
    '## Profiles',
    table(['profile', 'of', ''], rows(all.filter((each) => !isExtension(each)))),
    '## Extensions',
    table(['extension', 'of', ''], rows(all.filter(isExtension))),
  ]
    .join('\n\n')
    .concat('\n');
}
