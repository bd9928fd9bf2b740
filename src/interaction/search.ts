import type { ValueSet } from '@medplum/fhirtypes';
import type { Limits } from '#config.ts';
import { parseReference } from '#fhir/reference.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import { compileSearch } from '#search/compile-search.ts';
import { explanationEntry } from '#search/explanation.ts';
import { parseSearch, type SearchParameterText } from '#search/parse-search.ts';
import { inEveryUnit } from '#search/quantity/in-every-unit.ts';
import type { SearchScope } from '#search/search-scope.ts';
import { searchset } from '#search/searchset.ts';
import type { Subset } from '#search/subset.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import type { Gate } from './admit.ts';
import type { Answer } from './answer.ts';
import { stablePage } from './stable-page.ts';

/** What a search needs. */
export interface SearchRooms {
  store: ResourceStore;
  context: SearchContext;
  limits: Limits;
  subset: Subset;
  /** Indexes what was changed since the first page of a search. */
  gate: Gate;
}

/** What is searched for, and where. */
export interface SearchRequest {
  scope: SearchScope;
  /** The query string or form body, or both joined. */
  query: string;
  lenient?: boolean;
}

/**
 * A search (http.html#search). What is wrong with it is thrown before it is ready; the search itself runs when it is
 * asked to.
 */
export async function prepareSearch(
  { scope, query, lenient = false }: SearchRequest,
  { store, gate, context, limits, subset }: SearchRooms,
): Promise<() => Promise<Answer>> {
  const parameters = parseSearch(query);
  const valueSets = await readValueSets(parameters, store, context.baseUrl);
  const whole = valueSets.size ? { ...context, valueSets } : context;
  // Value sets that clients have stored may have to be fetched first.
  const asked = await context.terminology.settle(() =>
    compileSearch(scope, parameters, whole, { limits, lenient }),
  );
  const compiled = { ...asked, query: await inEveryUnit(asked.query, context) };
  return async () => {
    const { asOf, contained } = compiled.query;
    const isLater = asOf !== undefined && !contained;
    const page = isLater
      ? await stablePage({ ...compiled.query, asOf }, { store, index: gate.index })
      : await store.search(compiled.query);
    if (compiled.total !== undefined) page.total = compiled.total;
    if (compiled.explain) page.entries.unshift(explanationEntry(await store.explain(compiled.query)));
    return { status: 200, headers: {}, body: searchset(compiled, page, context.baseUrl, subset) };
  };
}

/** The value sets that `:in` and `:not-in` name by a literal reference (search.html#token), by what stands there. */
async function readValueSets(
  parameters: SearchParameterText[],
  store: ResourceStore,
  baseUrl: string,
): Promise<Map<string, ValueSet>> {
  const found = new Map<string, ValueSet>();
  for (const { name, value } of parameters) {
    if (!/:(?:not-)?in$/.test(name)) continue;
    const literal = parseReference(value);
    if (literal?.type !== 'ValueSet' || (literal.base !== undefined && literal.base !== baseUrl)) continue;
    const stored = await store.read('ValueSet', literal.id);
    if (stored?.text !== undefined) found.set(value, JSON.parse(stored.text) as ValueSet);
  }
  return found;
}

/** A search, compiled and run. */
export async function search(request: SearchRequest, rooms: SearchRooms): Promise<Answer> {
  const run = await prepareSearch(request, rooms);
  return run();
}
