import type { SearchExpression } from '#search/search-expression.ts';
import { compileTime } from './compile-interval.ts';
import { compileValue, isValueExpression } from './compile-value.ts';
import type { Names } from './names.ts';
import { filled, joined, type Sql, sql } from './sql.ts';

/**
 * A search expression in two forms. As a filter it is a condition on a row of `resource` under an alias,
 * answered by probes of the indexes by resource. As a set it is a SELECT of the rids that match, read from
 * the indexes by value. The planner (plan.ts) takes the set of the rarest criterion and the rest as filters.
 */
export class SearchCompiler {
  readonly #names: Names;
  #aliases = 0;

  constructor(names: Names) {
    this.#names = names;
  }

  /**
   * The expression about `type` as a condition on the row `alias` of `resource`. `rid` may name the same
   * number in another table, so that an index can be probed before the row itself is read.
   */
  filter(type: string, expression: SearchExpression, alias: string, rid = `${alias}.rid`): Sql {
    if (isValueExpression(expression)) {
      const { table, where } = compileValue(type, expression, this.#names);
      return filled(
        `EXISTS (SELECT 1 FROM ${table} INDEXED BY ${table.replace('_index', '_by_resource')} WHERE rid = ${rid} AND {})`,
        where,
      );
    }
    switch (expression.op) {
      case 'all':
        return this.filters(type, expression.of, alias, rid);
      case 'any':
        return expression.of.length
          ? joined(
              expression.of.map((e) => this.filter(type, e, alias, rid)),
              ' OR ',
            )
          : sql('0');
      case 'not':
        return filled('NOT ({})', this.filter(type, expression.of, alias, rid));
      case 'missing':
        return sql(
          `NOT EXISTS (SELECT 1 FROM ${expression.kind}_index INDEXED BY ${expression.kind}_by_resource WHERE rid = ${rid} AND parameter = ?)`,
          this.#names.find(`${type}.${expression.parameter}`),
        );
      case 'id':
        return sql(`${alias}.id IN (SELECT value FROM json_each(?))`, JSON.stringify(expression.ids));
      case 'last-updated': {
        const columns = { low: `${alias}.last_updated`, high: `(${alias}.last_updated + 1)` };
        return compileTime(expression.prefix, expression.span, Date.now(), columns);
      }
      case 'chain':
        return this.#chainFilter(type, expression, rid);
      case 'has':
        return this.#hasFilter(expression, type, alias);
    }
  }

  /** Several expressions that must all hold, as one condition. */
  filters(type: string, of: SearchExpression[], alias: string, rid = `${alias}.rid`): Sql {
    if (!of.length) return sql('1');
    return joined(
      of.map((e) => this.filter(type, e, alias, rid)),
      ' AND ',
    );
  }

  #chainFilter(
    type: string,
    { parameter, targets }: Extract<SearchExpression, { op: 'chain' }>,
    rid: string,
  ): Sql {
    const number = this.#names.find(`${type}.${parameter}`);
    const leads = targets.map(({ type: target, of }) => {
      const t = this.#alias();
      return filled(
        `EXISTS (SELECT 1 FROM reference_index x INDEXED BY reference_by_resource CROSS JOIN resource ${t} ON ${t}.type = x.target_type AND ${t}.id = x.target_id
          WHERE within_time() AND x.rid = ${rid} AND x.parameter = {} AND x.target_type = {} AND ${t}.text IS NOT NULL AND {})`,
        sql('?', number),
        sql('?', target),
        this.filter(target, of, t),
      );
    });
    return joined(leads, ' OR ');
  }

  #hasFilter(
    { type: source, parameter, of }: Extract<SearchExpression, { op: 'has' }>,
    type: string,
    alias: string,
  ): Sql {
    const s = this.#alias();
    return filled(
      `EXISTS (SELECT 1 FROM reference_index x CROSS JOIN resource ${s} ON ${s}.rid = x.rid
        WHERE within_time() AND x.parameter = {} AND x.target_id = ${alias}.id AND x.target_type = {} AND {})`,
      sql('?', this.#names.find(`${source}.${parameter}`)),
      sql('?', type),
      this.filter(source, of, s),
    );
  }

  /** The expression about `type` as a SELECT of rids; undefined where no index by value answers it. */
  set(type: string, expression: SearchExpression): Sql | undefined {
    if (isValueExpression(expression)) {
      const { table, where } = compileValue(type, expression, this.#names);
      return filled(`SELECT rid FROM ${table} WHERE {}`, where);
    }
    switch (expression.op) {
      case 'all':
        return this.#allSet(type, expression.of);
      case 'any':
        return this.#union(expression.of.map((e) => this.set(type, e)));
      case 'id':
        return sql(
          'SELECT rid FROM resource WHERE type = ? AND id IN (SELECT value FROM json_each(?))',
          type,
          JSON.stringify(expression.ids),
        );
      case 'chain':
        return this.#union(
          expression.targets.map(({ type: target, of }) =>
            this.#chainSet(type, expression.parameter, target, of),
          ),
        );
      case 'has':
        return this.#hasSet(type, expression);
      default:
        return undefined;
    }
  }

  #union(sets: (Sql | undefined)[]): Sql | undefined {
    const known = sets.filter((s) => s !== undefined);
    if (known.length !== sets.length || !known.length) return undefined;
    return { text: known.map((s) => s.text).join(' UNION ALL '), values: known.flatMap((s) => s.values) };
  }

  /** Of several criteria the first that has a set, filtered by the others. */
  #allSet(type: string, of: SearchExpression[]): Sql | undefined {
    const sets = of.map((e) => this.set(type, e));
    const first = sets.findIndex((s) => s !== undefined);
    if (first < 0) return undefined;
    const rest = of.filter((_, i) => i !== first);
    const a = this.#alias();
    return filled(
      `SELECT ${a}.rid FROM ({}) d CROSS JOIN resource ${a} ON ${a}.rid = d.rid WHERE {}`,
      sets[first] as Sql,
      this.filters(type, rest, a),
    );
  }

  #chainSet(type: string, parameter: string, target: string, of: SearchExpression): Sql | undefined {
    const inner = this.set(target, of);
    if (!inner) return undefined;
    return filled(
      `SELECT x.rid FROM ({}) d CROSS JOIN resource t ON t.rid = d.rid
        CROSS JOIN reference_index x ON x.parameter = {} AND x.target_id = t.id AND x.target_type = {} WHERE t.text IS NOT NULL`,
      inner,
      sql('?', this.#names.find(`${type}.${parameter}`)),
      sql('?', target),
    );
  }

  #hasSet(
    type: string,
    { type: source, parameter, of }: Extract<SearchExpression, { op: 'has' }>,
  ): Sql | undefined {
    const inner = this.set(source, of);
    if (!inner) return undefined;
    return filled(
      `SELECT t.rid FROM ({}) d CROSS JOIN reference_index x ON x.rid = d.rid AND x.parameter = {} AND x.target_type = {}
        CROSS JOIN resource t ON t.type = x.target_type AND t.id = x.target_id`,
      inner,
      sql('?', this.#names.find(`${source}.${parameter}`)),
      sql('?', type),
    );
  }

  #alias(): string {
    return `r${++this.#aliases}`;
  }
}
