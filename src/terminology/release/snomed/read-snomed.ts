import { Ancestors } from '../ancestors.ts';
import { findAllFiles } from '../find-file.ts';
import type { ReleasedConcept } from '../release.ts';
import { readTerms } from './read-terms.ts';
import { rf2Rows } from './rf2-rows.ts';

/** Relationships of this type are the hierarchy. */
const IS_A = '116680003';

/** Concepts whose definition is sufficient to tell them from all others. */
const SUFFICIENTLY_DEFINED = '900000000000073002';

/** The descriptions of so many concepts are held at once; their files are read again for the next ones. */
const AT_ONCE = 30_000;

/** The reference set of US English, which every edition has. */
export const US_ENGLISH = '900000000000509007';

interface Row {
  id: string;
  active: boolean;
  effectiveTime: string;
  moduleId: string;
  defined: boolean;
}

/** The snapshot files of a release that are read. */
function findFiles(folder: string) {
  const files = {
    concepts: findAllFiles(folder, /^sct2_Concept_Snapshot_.+\.txt$/),
    relationships: findAllFiles(folder, /^sct2_Relationship_Snapshot_.+\.txt$/),
    descriptions: findAllFiles(folder, /^sct2_Description_Snapshot[-_].+\.txt$/),
    languages: findAllFiles(folder, /^der2_cRefset_LanguageSnapshot[-_].+\.txt$/),
  };
  for (const [kind, found] of Object.entries(files))
    if (found.length === 0 && kind !== 'languages')
      throw new Error(
        `there is no snapshot of ${kind} in ${folder}; an unpacked release in RF2 was expected`,
      );
  return files;
}

/** The date of a release, `20230131`, as the name of its file of concepts has it; undefined where there is none. */
export function snomedDate(folder: string): string | undefined {
  const [file = ''] = findAllFiles(folder, /^sct2_Concept_Snapshot_.+\.txt$/);
  return /_(\d{8})\.txt$/.exec(file)?.[1];
}

/**
 * The concepts of a SNOMED CT release in a folder, in the order of its file. Memory holds the codes and the hierarchy,
 * and the descriptions of a part of the concepts at a time.
 */
export async function* readSnomed(
  folder: string,
  { languageRefset = US_ENGLISH }: { languageRefset?: string } = {},
): AsyncGenerator<ReleasedConcept> {
  const files = findFiles(folder);
  const parents = await readParents(files.relationships);
  const ancestors = new Ancestors((code) => parents.get(code) ?? []);
  for (const file of files.concepts) {
    for await (const rows of parts(readConcepts(file))) {
      const terms = await readTerms(new Set(rows.map(({ id }) => id)), files, languageRefset);
      for (const row of rows) {
        const { display, designation } = terms.get(row.id) ?? { display: row.id, designation: [] };
        yield {
          code: row.id,
          display,
          inactive: !row.active,
          parents: parents.get(row.id) ?? [],
          ancestors: ancestors.of(row.id),
          designation,
          property: propertiesOf(row),
        };
      }
    }
  }
}

async function readParents(files: readonly string[]): Promise<Map<string, string[]>> {
  const columns = ['active', 'sourceId', 'destinationId', 'typeId'] as const;
  const parents = new Map<string, string[]>();
  // Each code stands in many rows; one text of it is enough.
  const codes = new Map<string, string>();
  const one = (code: string): string => {
    const known = codes.get(code);
    if (known === undefined) codes.set(code, code);
    return known ?? code;
  };
  for (const file of files) {
    for await (const { active, sourceId, destinationId, typeId } of rf2Rows(file, columns)) {
      if (active !== '1' || typeId !== IS_A) continue;
      const known = parents.get(sourceId);
      if (!known) parents.set(one(sourceId), [one(destinationId)]);
      else if (!known.includes(destinationId)) known.push(one(destinationId));
    }
  }
  return parents;
}

async function* readConcepts(file: string): AsyncGenerator<Row> {
  const columns = ['id', 'effectiveTime', 'active', 'moduleId', 'definitionStatusId'] as const;
  for await (const { id, effectiveTime, active, moduleId, definitionStatusId } of rf2Rows(file, columns)) {
    const defined = definitionStatusId === SUFFICIENTLY_DEFINED;
    yield { id, effectiveTime, moduleId, active: active === '1', defined };
  }
}

async function* parts(rows: AsyncIterable<Row>): AsyncGenerator<Row[]> {
  let part: Row[] = [];
  for await (const row of rows) {
    part.push(row);
    if (part.length < AT_ONCE) continue;
    yield part;
    part = [];
  }
  if (part.length) yield part;
}

/** The properties that SNOMED CT has in FHIR beside its attributes (snomedct.html#props). */
const propertiesOf = ({ effectiveTime, moduleId, defined }: Row): ReleasedConcept['property'] => [
  { code: 'effectiveTime', type: 'string', value: effectiveTime },
  { code: 'moduleId', type: 'code', value: moduleId },
  { code: 'sufficientlyDefined', type: 'boolean', value: defined },
];
