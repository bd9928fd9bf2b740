import { definedOperation } from '#conformance/operation-definition.ts';
import type { Answer } from '#interaction/answer.ts';
import { compileRequest } from '#interaction/compile-request.ts';
import { type FhirRequest, preference } from '#interaction/request.ts';
import type { SearchRooms } from '#interaction/search.ts';
import { decodePage, PAGE_PARAMETER } from '#search/page.ts';
import type { PageSeal } from '#search/page-seal.ts';
import type { SearchParameterText } from '#search/parse-search.ts';
import { searchError } from '#search/search-error.ts';
import type { Include, SearchExpression } from '#search/search-expression.ts';
import type { SearchEntry } from '#search/search-page.ts';
import { ofType } from '#search/search-scope.ts';
import { searchset } from '#search/searchset.ts';
import { checkLastnInput } from './check-lastn-input.ts';
import { CodeGroups, codeKeys } from './code-groups.ts';
import { effectiveTime } from './effective-time.ts';
import { readObservations } from './read-observations.ts';
import { readSearchInput } from './search-input.ts';

/** The operation as R4 defines it (observation-operation-lastn.html). */
export const LASTN = definedOperation('Observation-lastn');

/** What this operation reads itself; all other parameters are those of a search of Observation. */
const OWN = new Set(['max', '_sort', PAGE_PARAMETER]);

/**
 * `Observation/$lastn`: of the Observations that a search finds for a subject, the last `max` of each code, newest
 * first, code after code by their newest; with `_sort=-date` newest first whatever their code. Observations with
 * the same time as the last of a group come with it.
 */
export async function observationLastn(request: FhirRequest, rooms: SearchRooms): Promise<Answer> {
  const { context, limits, subset } = rooms;
  const input = readSearchInput(request, LASTN.definition);
  const { max, flat, offset } = readOwn(input, context.pages);
  const asked = input.filter(({ code }) => !OWN.has(code));
  const lenient = preference(request.prefer, 'handling') === 'lenient';
  const search = await compileRequest(asked, { scope: ofType('Observation'), lenient }, rooms);
  checkLastnInput(search, context, LASTN.definition);

  const [target] = search.query.targets;
  const last = lastOf(await groups(target?.where as SearchExpression, rooms), max, flat);
  // Without `_count` the whole answer, as far as the server goes with one page.
  const hasCount = search.query.count === 0 || asked.some(({ code }) => code === '_count');
  const count = hasCount ? search.query.count : limits.pageSize;
  const ids = last.slice(offset, offset + count).map(({ id }) => id);
  const more = count > 0 && last.length > offset + count;
  const page = {
    entries: await entriesOf(ids, search.query.includes, rooms),
    total: last.length,
    ...(more ? { next: { order: offset + count, sort: [] } } : {}),
  };
  const used = [...input.filter(({ code }) => code === 'max'), ...search.used];
  const steering = input.filter(({ code }) => code === '_sort' || code === PAGE_PARAMETER);
  const answered = { ...search, path: 'Observation/$lastn', used: [...used, ...steering] };
  return { status: 200, headers: {}, body: searchset(answered, page, context, subset) };
}

/** How many of each group, in which order, and from which place on. */
interface OwnInput {
  max: number;
  flat: boolean;
  offset: number;
}

function readOwn(input: SearchParameterText[], pages: PageSeal): OwnInput {
  const one = (name: string) => {
    const given = input.filter(({ code }) => code === name);
    if (given.length > 1) throw searchError(`${name} is given more than once`, LASTN.definition);
    return given[0]?.value;
  };
  const [max = '1', sort, page] = [one('max'), one('_sort'), one(PAGE_PARAMETER)];
  if (!/^[1-9]\d{0,8}$/.test(max))
    throw searchError(`'${max.slice(0, 40)}' of max is no whole number from 1 on`, LASTN.definition);
  if (sort !== undefined && sort !== '-date')
    throw searchError(
      `$lastn answers newest first, group by group, or with _sort=-date in one; '${sort.slice(0, 80)}' is no order of it`,
      LASTN.definition,
    );
  const start = page === undefined ? undefined : decodePage(page, 0, pages);
  return {
    max: Number(max),
    flat: sort !== undefined,
    offset: start && 'after' in start ? Math.max(0, start.after.order) : 0,
  };
}

/** An Observation as far as its place in the answer goes. */
interface Found {
  id: string;
  /** When it was effective; undefined for one that does not say. */
  time: number | undefined;
}

/** What matches, group by group, each in creation order. */
async function groups(where: SearchExpression, rooms: SearchRooms): Promise<Found[][]> {
  const codes = new CodeGroups();
  const found: (Found & { code: string; subject: string })[] = [];
  for await (const observation of readObservations(where, rooms, LASTN.definition)) {
    const { reference } = (observation.subject ?? {}) as { reference?: string };
    found.push({
      id: observation.id as string,
      time: effectiveTime(observation),
      code: codes.join(codeKeys(observation.code)),
      subject: reference ?? '',
    });
  }
  // The records of two subjects are not one group, whatever was searched for.
  const byGroup = Map.groupBy(found, ({ code, subject }) => `${codes.groupOf(code)} ${subject}`);
  return [...byGroup.values()];
}

/** The newest first; without a time last, since it cannot be known to be recent. */
const newestFirst = (a: Found, b: Found): number =>
  (b.time ?? Number.NEGATIVE_INFINITY) - (a.time ?? Number.NEGATIVE_INFINITY) || 0;

function lastOf(found: Found[][], max: number, flat: boolean): Found[] {
  const last = found.map((group) => {
    // Equal times keep the order they had: what was created last comes first.
    const sorted = group.toReversed().sort(newestFirst);
    const bound = sorted[max - 1]?.time;
    return sorted.filter(({ time }, i) => i < max || (time !== undefined && time === bound));
  });
  if (flat) return last.flat().sort(newestFirst);
  return last.sort(([a], [b]) => newestFirst(a as Found, b as Found)).flat();
}

/** The Observations in this order, and behind them what the search includes. */
async function entriesOf(
  ids: string[],
  includes: Include[],
  { store, limits }: SearchRooms,
): Promise<SearchEntry[]> {
  const matches = new Map<string, SearchEntry>();
  const included = new Map<string, SearchEntry>();
  const query = { targets: [{ type: 'Observation', where: { op: 'id' as const, ids } }], sort: [], includes };
  let after: { sort: (string | number | null)[]; order: number } | undefined;
  do {
    if (!ids.length) break;
    const page = await store.search({
      ...query,
      count: limits.pageSize,
      total: false,
      includeLimit: limits.includes,
      ...(after ? { after } : {}),
    });
    for (const entry of page.entries) {
      if (entry.mode === 'match') matches.set(entry.id, entry);
      else included.set(`${entry.type}/${entry.id}`, entry);
    }
    after = page.next;
  } while (after);
  const others = [...included.values()].filter(({ type, id }) => type !== 'Observation' || !matches.has(id));
  return [...ids.flatMap((id) => matches.get(id) ?? []), ...others];
}
