import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import type { ConceptProperty, Designation } from '../../code-system/concept.ts';
import { Ancestors } from '../ancestors.ts';
import { findFile } from '../find-file.ts';
import type { ReleasedConcept } from '../release.ts';
import { readLoincHierarchy } from './loinc-hierarchy.ts';
import { LOINC_PROPERTIES } from './loinc-properties.ts';

type Row = Record<string, string | undefined>;

/** What is told of a code; the last two only tell. */
const PROPERTIES = [...LOINC_PROPERTIES, 'EXAMPLE_UCUM_UNITS', 'VersionLastChanged'];

const NAMES = ['SHORTNAME', 'CONSUMER_NAME', 'DisplayName'];

/**
 * The concepts of a LOINC release in a folder: the codes of Loinc.csv, in their order, with the hierarchy of components
 * where it is there, then the parts of that hierarchy. Throws where there is no Loinc.csv, or a row that is none.
 */
export async function* readLoinc(folder: string): AsyncGenerator<ReleasedConcept> {
  const table = findFile(folder, /^Loinc\.csv$/i);
  if (table === undefined) throw new Error(`there is no Loinc.csv in ${folder}`);
  const nodes = await readLoincHierarchy(
    findFile(folder, /^(ComponentHierarchyBySystem|MultiAxialHierarchy)\.csv$/i),
  );
  const parents = (code: string) => nodes.get(code)?.parents ?? [];
  const ancestors = new Ancestors(parents);
  const place = (code: string) => ({ parents: [...parents(code)], ancestors: ancestors.of(code) });
  const rows = createReadStream(table).pipe(parse({ columns: true, bom: true, relax_column_count: true }));
  const seen = new Set<string>();
  for await (const row of rows as AsyncIterable<Row>) {
    const { LOINC_NUM: code, LONG_COMMON_NAME: display } = row;
    if (!code || !display) throw new Error(`${table} has a row without LOINC_NUM and LONG_COMMON_NAME`);
    seen.add(code);
    yield { code, display, ...place(code), ...detailsOf(row) };
  }
  for (const [code, { text }] of nodes) {
    if (seen.has(code)) continue;
    yield { code, display: text || code, inactive: false, ...place(code), designation: [], property: [] };
  }
}

function detailsOf(row: Row): Pick<ReleasedConcept, 'inactive' | 'designation' | 'property'> {
  const property = PROPERTIES.flatMap((code): ConceptProperty[] =>
    row[code] ? [{ code, type: 'string', value: row[code] }] : [],
  );
  const designation = NAMES.flatMap((name): Designation[] =>
    row[name] ? [{ use: { system: 'http://loinc.org', code: name }, value: row[name] }] : [],
  );
  return { inactive: row.STATUS === 'DEPRECATED', designation, property };
}
