import type { HistoryPage, HistoryQuery, HistoryVersion } from '../resource-store.ts';
import type { Statements } from './statements.ts';
import { COLUMNS, currentRow, storedVersion, type VersionRow } from './version-rows.ts';

/** A row of a history: `after_deletion` is 1 where the version before it is a deletion. */
type HistoryRow = VersionRow & { after_deletion: 0 | 1 };

/** One page of a history (http.html#history). */
export function history(query: HistoryQuery, statements: Statements): HistoryPage {
  const { type, id, count } = query;
  const rid =
    type !== undefined && id !== undefined ? (currentRow(type, id, statements)?.rid ?? -1) : undefined;
  const scope: Scope = rid !== undefined ? ['rid', rid] : type !== undefined ? ['type', type] : undefined;
  const rows = historyRows(scope, query, statements);
  const page = rows.slice(0, count);
  const last = page.at(-1);
  return {
    versions: page.map(historyVersion),
    ...(rows.length > count && last ? { next: last.sequence } : {}),
    ...(last ? { last: last.sequence } : {}),
  };
}

function historyVersion(row: HistoryRow): HistoryVersion {
  const creates = row.text !== null && (row.version === 1 || row.after_deletion === 1);
  return { ...storedVersion(row), creates, place: row.sequence };
}

/** The column that a history is of and its value; undefined for all. */
type Scope = ['rid', number] | ['type', string] | undefined;

/** Whether the version before is a deletion; it is old by then. */
const AFTER_DELETION = `EXISTS (SELECT 1 FROM old_version p
  WHERE p.rid = v.rid AND p.version = v.version - 1 AND p.text IS NULL) AS after_deletion`;

/** When the next version of an old one was made. */
const SUPERSEDED = `coalesce(
  (SELECT n.last_updated FROM old_version n WHERE n.rid = v.rid AND n.version = v.version + 1),
  (SELECT n.last_updated FROM resource n WHERE n.rid = v.rid))`;

/** One row more than a page has, on one side of a place in commit order and away from it. */
function historyRows(scope: Scope, query: HistoryQuery, statements: Statements): HistoryRow[] {
  const { since = 0, at, count, after, oldestFirst = false } = query;
  const [side, order, start] = oldestFirst ? ['>', 'ASC', 0] : ['<', 'DESC', Number.MAX_SAFE_INTEGER];
  const part = (table: 'resource' | 'old_version') =>
    [
      `SELECT ${COLUMNS}, ${AFTER_DELETION} FROM ${table} v`,
      `WHERE sequence ${side} :start AND last_updated >= :since`,
      scope ? `AND ${scope[0]} = :scope` : '',
      at ? 'AND last_updated < :high' : '',
      at && table === 'old_version' ? `AND ${SUPERSEDED} > :low` : '',
    ].join(' ');
  const text = `${part('resource')} UNION ALL ${part('old_version')} ORDER BY sequence ${order} LIMIT :limit`;
  const values = {
    start: after ?? start,
    since,
    limit: count + 1,
    ...(scope ? { scope: scope[1] } : {}),
    ...at,
  };
  return statements.get(text).all(values) as unknown as HistoryRow[];
}
