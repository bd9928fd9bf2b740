import type { SearchExpression } from './search-expression.ts';
import type { SearchEntry } from './search-page.ts';

/** The parameter by which an administrator asks how a search is answered. */
export const EXPLAIN_PARAMETER = '__explain';

/** How a store answers a search of one type. */
export interface Explanation {
  type: string;
  /** What is asked, as the store reads it. */
  expression: SearchExpression;
  /** How the candidates are found, e.g. `driven by an index`. */
  plan: string;
  /** The store's own account of the indexes it goes by. */
  indexes: string[];
  /** Rows or documents looked at to find this page. */
  examined: number;
  /** What of them belongs to the page. */
  found: number;
  milliseconds: number;
}

/** Explanations as the OperationOutcome of a searchset (search.html#2.21.1.2, search.mode outcome): one issue a type. */
export function explanationEntry(explanations: Explanation[]): SearchEntry {
  const issue = explanations.map((explanation) => ({
    severity: 'information',
    code: 'informational',
    diagnostics: JSON.stringify(explanation),
  }));
  const text = JSON.stringify({ resourceType: 'OperationOutcome', issue });
  return { type: 'OperationOutcome', id: '', text, mode: 'outcome' };
}
