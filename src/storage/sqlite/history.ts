import type { HistoryPage, HistoryQuery } from '../resource-store.ts';
import type { Statements } from './statements.ts';
import { currentRow, historyRows, storedVersion } from './version-rows.ts';

/** One page of a history (http.html#history). */
export function history(query: HistoryQuery, statements: Statements): HistoryPage {
  const { type, id, since = 0, count, after, oldestFirst = false } = query;
  const rid =
    type !== undefined && id !== undefined ? (currentRow(type, id, statements)?.rid ?? -1) : undefined;
  const scope = rid !== undefined ? { rid } : type !== undefined ? { type } : {};
  const rows = historyRows(scope, { after, oldestFirst, since, limit: count + 1 }, statements);
  const page = rows.slice(0, count);
  const last = page.at(-1);
  return {
    versions: page.map(storedVersion),
    ...(rows.length > count && last ? { next: last.sequence } : {}),
  };
}
