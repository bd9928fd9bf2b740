import type { SearchExpression } from '#search/search-expression.ts';
import type { Names } from './names.ts';
import { filled, type Sql, sql } from './sql.ts';

type Hierarchy = Extract<SearchExpression, { op: 'hierarchy' }>;

/** A condition on rows of `reference_index`: they lead to a resource, or to one below or above it in its hierarchy. */
export function compileHierarchy(sourceType: string, expression: Hierarchy, names: Names): Sql {
  const { parameter, type, direction } = expression;
  const ids = direction === 'below' ? below(expression, names) : above(expression, names);
  return filled(
    'parameter = {} AND target_type = {} AND target_id IN ({})',
    sql('?', names.find(`${sourceType}.${parameter}`)),
    sql('?', type),
    ids,
  );
}

/** UNION gives each resource once, so that a circle of references comes to an end. */
function below({ type, id, along }: Hierarchy, names: Names): Sql {
  return sql(
    `WITH RECURSIVE part (id) AS (
      SELECT ? UNION
      SELECT r.id FROM part p CROSS JOIN reference_index x ON x.parameter = ? AND x.target_id = p.id AND x.target_type = ?
        CROSS JOIN resource r ON r.rid = x.rid WHERE within_time() AND r.type = ? AND r.text IS NOT NULL
    ) SELECT id FROM part`,
    id,
    names.find(`${type}.${along}`),
    type,
    type,
  );
}

function above({ type, id, along }: Hierarchy, names: Names): Sql {
  return sql(
    `WITH RECURSIVE whole (id) AS (
      SELECT ? UNION
      SELECT x.target_id FROM whole w CROSS JOIN resource r ON r.type = ? AND r.id = w.id
        CROSS JOIN reference_index x INDEXED BY reference_by_resource ON x.rid = r.rid AND x.parameter = ?
        WHERE within_time() AND x.target_type = ? AND r.text IS NOT NULL
    ) SELECT id FROM whole`,
    id,
    type,
    names.find(`${type}.${along}`),
    type,
  );
}
