import { BSON, type Document } from 'mongodb';
import type { Engine } from './commands.ts';

/** A node of PostgreSQL's EXPLAIN (FORMAT JSON). */
interface PlanNode {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

/**
 * The plan of a find or aggregate in the form of MongoDB's explain, as far as a test asks: which scans there
 * are. The engine's own cost model would scan a small collection, so scans are made expensive first.
 */
export async function explain(database: string, command: Document, engine: Engine): Promise<Document> {
  const name = Object.keys(command)[0] === 'find' ? 'find' : 'pipeline';
  const spec = `\\x${Buffer.from(BSON.serialize(command)).toString('hex')}`;
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const { rows } = await engine.query(
    `EXPLAIN (FORMAT JSON) SELECT document FROM documentdb_api_catalog.bson_aggregation_${name}(${quote(database)}, ${quote(spec)}::bytea::documentdb_core.bson)`,
  );
  const plan = rows[0]['QUERY PLAN'][0].Plan as PlanNode;
  return { queryPlanner: { winningPlan: { stage: 'ROOT', inputStages: scans(plan) } }, ok: 1 };
}

/** The scans of a plan: COLLSCAN for one of a whole collection, IXSCAN for one of an index. */
function scans(node: PlanNode): Document[] {
  const own = node['Index Name']
    ? [{ stage: 'IXSCAN', indexName: node['Index Name'] }]
    : node['Node Type'] === 'Seq Scan' && node['Relation Name']?.startsWith('documents_')
      ? [{ stage: 'COLLSCAN' }]
      : [];
  return [...own, ...(node.Plans ?? []).flatMap(scans)];
}
