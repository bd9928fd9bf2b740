import type { SearchExpression } from '#search/search-expression.ts';
import { compileValue, hasOneValue, isValueExpression } from './compile-value.ts';
import { isWord, wordFilter, wordSet } from './full-text.ts';
import { compileHierarchy } from './hierarchy.ts';
import { lastUpdatedFilter } from './last-updated.ts';
import type { Names } from './names.ts';
import { compileNear, POSITION_TABLES } from './near.ts';
import { filled, joined, type Sql, sql } from './sql.ts';
import type { Statements } from './statements.ts';

type Chain = Extract<SearchExpression, { op: 'chain' }>;
type Has = Extract<SearchExpression, { op: 'has' }>;
type Composite = Extract<SearchExpression, { op: 'composite' }>;

/** The resources themselves, or those that are contained in others (references.html#contained). */
type Rows = 'resource' | 'contained';

/**
 * A search expression in two forms. As a filter it is a condition on a row of `resource` under an alias,
 * answered by probes of the indexes. As a set it is a SELECT of the rids that match, read from
 * the indexes by value. The planner (plan.ts) takes the set of the rarest criterion and the rest as filters.
 */
export class SearchCompiler {
  readonly #names: Names;
  readonly #statements: Statements;
  #aliases = 0;

  constructor(names: Names, statements: Statements) {
    this.#names = names;
    this.#statements = statements;
  }

  /**
   * The expression about `type` as a condition on the row `alias` of `resource`. `rid` may name the same
   * number in another table, so that an index can be probed before the row itself is read.
   */
  filter(type: string, expression: SearchExpression, alias: string, rid = `${alias}.rid`): Sql {
    if (isValueExpression(expression)) {
      const { kind, where } = compileValue(type, expression, this.#names);
      const by = hasOneValue(expression) ? 'NOT INDEXED' : `INDEXED BY ${kind}_by_resource`;
      return filled(`EXISTS (SELECT 1 FROM ${kind}_index ${by} WHERE rid = ${rid} AND {})`, where);
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
      case 'last-updated':
        return lastUpdatedFilter(expression, alias);
      case 'word':
        return wordFilter([expression], rid);
      case 'hierarchy':
        return filled(
          `EXISTS (SELECT 1 FROM reference_index INDEXED BY reference_by_resource WHERE rid = ${rid} AND {})`,
          compileHierarchy(type, expression, this.#names),
        );
      case 'near':
        return filled(
          `EXISTS (SELECT 1 FROM ${POSITION_TABLES} WHERE p0.rid = ${rid} AND {})`,
          compileNear(type, expression, this.#names),
        );
      case 'composite':
        return this.#compositeFilter(type, expression, rid);
      case 'chain':
        return this.#chainFilter(type, expression, rid);
      case 'has':
        return this.#hasFilter(expression, type, alias);
    }
  }

  /** Several expressions that must all hold, as one condition. */
  filters(type: string, of: SearchExpression[], alias: string, rid = `${alias}.rid`): Sql {
    if (!of.length) return sql('1');
    const words = of.filter(isWord);
    const others = words.length > 1 ? of.filter((e) => !isWord(e)) : of;
    const filters = others.map((e) => this.filter(type, e, alias, rid));
    return joined(words.length > 1 ? [...filters, wordFilter(words, rid)] : filters, ' AND ');
  }

  /** The first part by resource, the others by the resource and the occurrence that it found. */
  #compositeFilter(type: string, { of }: Composite, rid: string): Sql {
    const parts = of.map((part, i) => compileValue(type, part, this.#names, `p${i}.`));
    const tables = parts.map(({ kind }, i) => `${kind}_part p${i} INDEXED BY ${kind}_part_by_resource`);
    const where = parts.map(({ where }, i) =>
      filled(
        i === 0 ? `p0.rid = ${rid} AND {}` : `p${i}.rid = p0.rid AND p${i}.occurrence = p0.occurrence AND {}`,
        where,
      ),
    );
    return filled(`EXISTS (SELECT 1 FROM ${tables.join(' CROSS JOIN ')} WHERE {})`, joined(where, ' AND '));
  }

  #chainFilter(type: string, { parameter, targets }: Chain, rid: string): Sql {
    const number = sql('?', this.#names.find(`${type}.${parameter}`));
    const leads = targets.flatMap(({ type: target, of }) => {
      const t = this.#alias();
      const stored = filled(
        `EXISTS (SELECT 1 FROM reference_index x INDEXED BY reference_by_resource CROSS JOIN resource ${t} ON ${t}.type = x.target_type AND ${t}.id = x.target_id
          WHERE within_time() AND x.rid = ${rid} AND x.parameter = {} AND x.target_type = {} AND ${t}.text IS NOT NULL AND {})`,
        number,
        sql('?', target),
        this.filter(target, of, t),
      );
      if (!this.#isContained(target)) return [stored];
      const c = this.#alias();
      const contained = filled(
        `EXISTS (SELECT 1 FROM reference_index x INDEXED BY reference_by_resource CROSS JOIN contained ${c} ON ${c}.parent = x.rid AND ${c}.id = x.target_id
          WHERE within_time() AND x.rid = ${rid} AND x.parameter = {} AND x.target_type = '' AND ${c}.type = {} AND {})`,
        number,
        sql('?', target),
        this.filter(target, of, c),
      );
      return [stored, contained];
    });
    return leads.length ? joined(leads, ' OR ') : sql('0');
  }

  #hasFilter({ type: source, parameter, of }: Has, type: string, alias: string): Sql {
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
  set(type: string, expression: SearchExpression, rows: Rows = 'resource'): Sql | undefined {
    if (isValueExpression(expression)) {
      const { kind, where } = compileValue(type, expression, this.#names);
      return filled(`SELECT rid FROM ${kind}_index WHERE {}`, where);
    }
    switch (expression.op) {
      case 'all':
        return this.#allSet(type, expression.of, rows);
      case 'any':
        return this.#union(expression.of.map((e) => this.set(type, e, rows)));
      case 'id':
        return sql(
          `SELECT rid FROM ${rows} WHERE type = ? AND id IN (SELECT value FROM json_each(?))`,
          type,
          JSON.stringify(expression.ids),
        );
      case 'word':
        return wordSet([expression]);
      case 'hierarchy':
        return filled(
          'SELECT rid FROM reference_index WHERE {}',
          compileHierarchy(type, expression, this.#names),
        );
      case 'near':
        return filled(
          `SELECT p0.rid AS rid FROM ${POSITION_TABLES} WHERE {}`,
          compileNear(type, expression, this.#names),
        );
      case 'composite':
        return this.#compositeSet(type, expression);
      case 'chain':
        return this.#union(
          expression.targets.flatMap(({ type: target, of }) => {
            const stored = this.#chainSet(type, expression.parameter, target, of);
            return this.#isContained(target)
              ? [stored, this.#containedSet(type, expression.parameter, target, of)]
              : [stored];
          }),
        );
      case 'has':
        return rows === 'resource' ? this.#hasSet(type, expression) : undefined;
      default:
        return undefined;
    }
  }

  #union(sets: (Sql | undefined)[]): Sql | undefined {
    const known = sets.filter((s) => s !== undefined);
    if (known.length !== sets.length) return undefined;
    if (!known.length) return sql('SELECT 0 AS rid WHERE 0');
    return { text: known.map((s) => s.text).join(' UNION ALL '), values: known.flatMap((s) => s.values) };
  }

  /** Of several criteria the first that has a set, filtered by the others. */
  #allSet(type: string, of: SearchExpression[], rows: Rows): Sql | undefined {
    const sets = of.map((e) => this.set(type, e, rows));
    const first = sets.findIndex((s) => s !== undefined);
    if (first < 0) return undefined;
    const rest = of.filter((_, i) => i !== first);
    const a = this.#alias();
    return filled(
      `SELECT ${a}.rid FROM ({}) d CROSS JOIN ${rows} ${a} ON ${a}.rid = d.rid WHERE {}`,
      sets[first] as Sql,
      this.filters(type, rest, a),
    );
  }

  #compositeSet(type: string, { of }: Composite): Sql {
    const parts = of.map((part, i) => compileValue(type, part, this.#names, `p${i}.`));
    const tables = parts.map(({ kind }, i) =>
      i === 0 ? `${kind}_part p0` : `${kind}_part p${i} INDEXED BY ${kind}_part_by_resource`,
    );
    const where = parts.map(({ where }, i) =>
      filled(i === 0 ? '{}' : `p${i}.rid = p0.rid AND p${i}.occurrence = p0.occurrence AND {}`, where),
    );
    return filled(
      `SELECT p0.rid AS rid FROM ${tables.join(' CROSS JOIN ')} WHERE {}`,
      joined(where, ' AND '),
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

  /** The references that lead to a resource contained beside them. */
  #containedSet(type: string, parameter: string, target: string, of: SearchExpression): Sql | undefined {
    const inner = this.set(target, of, 'contained');
    if (!inner) return undefined;
    return filled(
      `SELECT x.rid FROM ({}) d CROSS JOIN contained t ON t.rid = d.rid
        CROSS JOIN reference_index x INDEXED BY reference_by_resource ON x.rid = t.parent AND x.parameter = {} AND x.target_type = '' AND x.target_id = t.id`,
      inner,
      sql('?', this.#names.find(`${type}.${parameter}`)),
    );
  }

  #hasSet(type: string, { type: source, parameter, of }: Has): Sql | undefined {
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

  /** Whether any resource contains one of this type; mostly none does, and a chain need not look there. */
  #isContained(type: string): boolean {
    return this.#statements.get('SELECT 1 FROM contained WHERE type = ? LIMIT 1').get(type) !== undefined;
  }

  #alias(): string {
    return `r${++this.#aliases}`;
  }
}
