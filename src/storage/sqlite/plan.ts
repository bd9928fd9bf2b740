import type { SearchExpression } from '#search/search-expression.ts';
import { SearchCompiler } from './compile-search.ts';
import type { Names } from './names.ts';
import { filled, type Sql, sql } from './sql.ts';
import type { Statements } from './statements.ts';

/**
 * How the candidates of a search are found: `driven` by the index of its rarest criterion, when that holds
 * few; else `streamed` in creation order, where a page fills soon because every criterion is common.
 */
export interface Plan {
  kind: 'driven' | 'streamed';
  /** `FROM ... WHERE ...` that gives each matching resource once, as `r`. */
  from: Sql;
}

/** A criterion that holds for no more than this many is rare: no need to look at the others. */
const RARE = 200;

/** Up to this many candidates are cheaper to collect and sort than to stream past. */
const FEW = 20_000;

/** Counts up to `limit` rows of a set: the cost is bounded by the limit and not by the data. */
function countUpTo(set: Sql, limit: number, statements: Statements): number {
  const row = statements.get(`SELECT count(*) AS n FROM (${set.text} LIMIT ${limit})`).get(...set.values) as {
    n: number;
  };
  return row.n;
}

/** The set that holds the fewest, if any holds no more than FEW; asks the indexes instead of guessing. */
function rarest(sets: Sql[], statements: Statements): Sql | undefined {
  const [only] = sets;
  if (sets.length === 1 && only) return countUpTo(only, FEW, statements) < FEW ? only : undefined;
  for (const limit of [RARE, FEW]) {
    const counts = sets.map((set) => countUpTo(set, limit, statements));
    const least = Math.min(...counts);
    if (least < limit) return sets[counts.indexOf(least)];
  }
  return undefined;
}

/** Plans a search of `type`: finds the rarest criterion by short probes of the indexes. */
export function planSearch(
  type: string,
  where: SearchExpression,
  names: Names,
  statements: Statements,
): Plan {
  const compiler = new SearchCompiler(names);
  const criteria = where.op === 'all' ? where.of : [where];
  const sets = new Map<Sql, SearchExpression>();
  for (const criterion of criteria) {
    const set = compiler.set(type, criterion);
    if (set) sets.set(set, criterion);
  }
  const driver = sets.size ? rarest([...sets.keys()], statements) : undefined;
  const current = sql('r.type = ? AND r.text IS NOT NULL', type);
  if (!driver) {
    return {
      kind: 'streamed',
      from: filled(
        'FROM resource r WHERE within_time() AND {} AND {}',
        current,
        compiler.filters(type, criteria, 'r'),
      ),
    };
  }
  // What the other indexes can tell of a number is asked before its resource is read.
  const rest = criteria.filter((criterion) => criterion !== sets.get(driver));
  const ofIndexes = rest.filter(isAnsweredByIndexes);
  const ofResources = rest.filter((criterion) => !ofIndexes.includes(criterion));
  return {
    kind: 'driven',
    from: filled(
      'FROM (SELECT DISTINCT e.rid AS rid FROM ({}) e WHERE {}) d CROSS JOIN resource r ON r.rid = d.rid WHERE {} AND {}',
      driver,
      compiler.filters(type, ofIndexes, 'r', 'e.rid'),
      compiler.filters(type, ofResources, 'r'),
      current,
    ),
  };
}

/** True where a filter needs nothing of the resource's own row but its number. */
function isAnsweredByIndexes(expression: SearchExpression): boolean {
  switch (expression.op) {
    case 'all':
    case 'any':
      return expression.of.every(isAnsweredByIndexes);
    case 'not':
      return isAnsweredByIndexes(expression.of);
    default:
      return expression.op !== 'id' && expression.op !== 'last-updated' && expression.op !== 'has';
  }
}
