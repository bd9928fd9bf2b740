import type { Explanation } from '#search/explanation.ts';
import type { SearchQuery } from '#search/search-expression.ts';
import { type Connection, findPage, pageSql, planTargets } from './find-page.ts';
import { countRows, type Plan } from './plan.ts';

const PLANS: Record<Plan['kind'], string> = {
  driven: 'driven by the index of the rarest criterion, then sorted',
  ordered: 'read in the order of an index',
  streamed: 'streamed in the order of creation',
};

/** How a search is planned, and what finding its page takes: one explanation a type. */
export function explain(query: SearchQuery, connection: Connection): Explanation[] {
  const { names, statements, timeLimit } = connection;
  return planTargets(query, names, statements).map((target) => {
    const { type, where, plan } = target;
    const before = timeLimit.rows;
    const begun = performance.now();
    const { rows } = findPage({ ...query, targets: [target] }, [target], connection);
    const milliseconds = Math.round((performance.now() - begun) * 100) / 100;
    const streamed = timeLimit.rows - before;
    // A driving set is read whole; what streams past is counted on the way.
    const examined = plan.kind === 'driven' ? countRows(plan, statements) : streamed;
    const spent = plan.otherwise && streamed > plan.otherwise.budget;
    const how = spent
      ? `${PLANS.ordered}, until its budget of ${plan.otherwise?.budget} rows was spent; then `
      : '';
    return {
      type,
      expression: where,
      plan: `${how}${PLANS[spent ? 'driven' : plan.kind]}`,
      indexes: stepsOf(query, target, connection),
      examined,
      found: rows.length,
      milliseconds,
    };
  });
}

/** SQLite's own plan of the first statement. */
function stepsOf(
  query: SearchQuery,
  target: Parameters<typeof pageSql>[1],
  { names, statements }: Connection,
): string[] {
  const page = pageSql(query, target, names);
  if (!page) return [];
  const steps = statements.database.prepare(`EXPLAIN QUERY PLAN ${page.text}`).all() as { detail: string }[];
  return steps.map(({ detail }) => detail).filter((detail) => /SEARCH|SCAN|SORT|B-TREE/.test(detail));
}
