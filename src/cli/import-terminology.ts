import pino from 'pino';
import { readConfig } from '#config.ts';
import { loadConformance, openStore } from '#server.ts';
import { importRelease } from '#terminology/release/import-release.ts';
import { readLoinc } from '#terminology/release/loinc/read-loinc.ts';
import type { Release, ReleasedConcept } from '#terminology/release/release.ts';
import { readSnomed, snomedDate } from '#terminology/release/snomed/read-snomed.ts';

/** The module of the international edition of SNOMED CT. */
export const INTERNATIONAL = '900000000000207008';

export interface ImportTerminologyOptions {
  /** The unpacked release. */
  folder: string;
  /** Of LOINC: which version it is, e.g. `2.78`. */
  release?: string;
  /** Of SNOMED CT: the module of its edition. */
  edition?: string;
  /** Of SNOMED CT: the language reference set that says which synonym is shown. */
  languageRefset?: string;
  environment: Record<string, string | undefined>;
  say: (line: string) => void;
}

interface Source {
  release: Release;
  concepts: AsyncIterable<ReleasedConcept>;
}

/** The kinds of release that can be imported. */
const SOURCES: Record<string, (options: ImportTerminologyOptions) => Source> = {
  loinc: ({ folder, release }) => {
    if (!release) throw new Error('say which version it is with --release, e.g. --release 2.78');
    const of = { system: 'http://loinc.org', version: release, name: 'LOINC' };
    return { release: of, concepts: readLoinc(folder) };
  },
  snomed: ({ folder, edition = INTERNATIONAL, languageRefset }) => {
    const date = snomedDate(folder);
    if (!date)
      throw new Error(
        `there is no snapshot of concepts in ${folder}; an unpacked release in RF2 was expected`,
      );
    const version = `http://snomed.info/sct/${edition}/version/${date}`;
    const concepts = readSnomed(folder, languageRefset ? { languageRefset } : {});
    return { release: { system: 'http://snomed.info/sct', version, name: 'SNOMED CT' }, concepts };
  },
};

/** The kinds of release, for a message. */
export const RELEASE_KINDS = Object.keys(SOURCES);

/**
 * `import-terminology`: takes a release of LOINC or SNOMED CT into the store of the environment, beside a server that
 * runs on it or without one. Says progress; a release that is there already is replaced at the end.
 */
export async function importTerminology(kind: string, options: ImportTerminologyOptions): Promise<void> {
  const source = SOURCES[kind];
  if (!source)
    throw new Error(`'${kind}' is no release that can be imported; expected ${RELEASE_KINDS.join(' or ')}`);
  const { release, concepts } = source(options);
  const store = await openStore(readConfig(options.environment), loadConformance(), pino({ level: 'warn' }));
  try {
    const count = await importRelease(release, concepts, store.releases, options.say);
    options.say(
      `${release.name} ${release.version}: ${count} concepts are there; a running server uses them some seconds later`,
    );
  } finally {
    await store.close();
  }
}
