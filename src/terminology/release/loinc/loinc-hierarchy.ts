import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';

/** A node of LOINC's hierarchy: a code, or a part (LP...) that groups codes. */
interface HierarchyNode {
  text: string;
  parents: Set<string>;
}

/** The columns that are read of ComponentHierarchyBySystem.csv; older releases call the file MultiAxialHierarchy.csv. */
interface Row {
  IMMEDIATE_PARENT?: string;
  CODE?: string;
  CODE_TEXT?: string;
}

/** Reads LOINC's component hierarchy: code -> what it stands below. A code can stand in several places. */
export async function readLoincHierarchy(file: string | undefined): Promise<Map<string, HierarchyNode>> {
  const nodes = new Map<string, HierarchyNode>();
  if (file === undefined) return nodes;
  const rows = createReadStream(file).pipe(parse({ columns: true, bom: true, relax_column_count: true }));
  for await (const { CODE, CODE_TEXT = '', IMMEDIATE_PARENT } of rows as AsyncIterable<Row>) {
    if (!CODE) continue;
    const node = nodes.get(CODE) ?? { text: CODE_TEXT, parents: new Set<string>() };
    if (IMMEDIATE_PARENT && IMMEDIATE_PARENT !== CODE) node.parents.add(IMMEDIATE_PARENT);
    nodes.set(CODE, node);
  }
  return nodes;
}
