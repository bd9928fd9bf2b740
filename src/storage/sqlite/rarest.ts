import type { Sql } from './sql.ts';
import type { Statements } from './statements.ts';

/** A criterion that holds for no more than this many is rare: no need to look at the others. */
const RARE = 200;

/** However many resources there are, no more candidates than this are collected and sorted on a first guess. */
const MANY = 20_000;

/**
 * Up to this many candidates are cheaper to collect and sort than to find in passing: among N resources, S of which
 * match, a page of `rows` in order is found after rows * N / S of them.
 */
export function fewOf(rows: number, statements: Statements): number {
  const { n } = statements.get('SELECT max(rid) AS n FROM resource').get() as { n: number | null };
  return Math.min(MANY, Math.max(RARE, Math.ceil(Math.sqrt(rows * (n ?? 0)))));
}

/** Sets found to be large, by what they ask; large ones seldom become small, and a wrong guess costs time alone. */
const large = new Map<string, number>();
const MOST_LARGE = 1000;
/** How long such a guess is believed, in milliseconds. */
const BELIEVED = 60_000;

/** Counts up to `limit` rows of a set: the cost is bounded by the limit and not by the data. */
export function countUpTo(set: Sql, limit: number, statements: Statements): number {
  const row = statements.get(`SELECT count(*) AS n FROM (${set.text} LIMIT ?)`).get(...set.values, limit) as {
    n: number;
  };
  return row.n;
}

/** How many rows a set holds, or `limit` where there are that many or lately were. */
function sizeUpTo(set: Sql, limit: number, statements: Statements): number {
  const key = `${limit}\n${set.text}\n${set.values.join('\n')}`;
  const seen = large.get(key);
  if (seen !== undefined && Date.now() - seen < BELIEVED) return limit;
  large.delete(key);
  const size = countUpTo(set, limit, statements);
  if (size < limit) return size;
  if (large.size >= MOST_LARGE) large.clear();
  large.set(key, Date.now());
  return limit;
}

/** The smallest of some sets, if it holds less than `limit`. */
function smallest(sets: Sql[], limit: number, statements: Statements): Sql | undefined {
  const sizes = sets.map((set) => sizeUpTo(set, limit, statements));
  const least = Math.min(...sizes);
  return least < limit ? sets[sizes.indexOf(least)] : undefined;
}

/**
 * The set that holds the fewest, if it holds less than `few()`; asks the indexes instead of guessing. One that is rare
 * is taken without a closer look at the others.
 */
export function rarest(sets: Sql[], few: () => number, statements: Statements): Sql | undefined {
  const rare = sets.length > 1 ? smallest(sets, RARE, statements) : undefined;
  return rare ?? (sets.length ? smallest(sets, few(), statements) : undefined);
}
