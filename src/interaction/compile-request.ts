import type { ValueSet } from '@medplum/fhirtypes';
import { parseReference } from '#fhir/reference.ts';
import { type CompiledSearch, compileSearch } from '#search/compile-search.ts';
import type { SearchParameterText } from '#search/parse-search.ts';
import { inEveryUnit } from '#search/quantity/in-every-unit.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import type { SearchRequest, SearchRooms } from './search.ts';

/** What a search asks the store for; throws 400 for what is wrong with it. */
export async function compileRequest(
  parameters: SearchParameterText[],
  { scope, lenient = false }: Pick<SearchRequest, 'scope' | 'lenient'>,
  { store, context, limits }: SearchRooms,
): Promise<CompiledSearch> {
  const valueSets = await readValueSets(parameters, store, context.baseUrl);
  const whole = valueSets.size ? { ...context, valueSets } : context;
  // Value sets that clients have stored may have to be fetched first.
  const asked = await context.terminology.settle(() =>
    compileSearch(scope, parameters, whole, { limits, lenient }),
  );
  return { ...asked, query: await inEveryUnit(asked.query, context) };
}

/** What one parameter may name as value sets; a filter names them behind `in` and `ni`. */
function valueSetsIn(name: string, value: string): string[] {
  if (/:(?:not-)?in$/.test(name)) return [value];
  if (!/(?:^|\.)_filter$/.test(name)) return [];
  return [...value.matchAll(/\s(?:in|ni)\s+"?([^\s")\]]+)/g)].map(([, named]) => named as string);
}

/** The value sets that `:in` and `:not-in` name by a literal reference (search.html#token), by what stands there. */
async function readValueSets(
  parameters: SearchParameterText[],
  store: ResourceStore,
  baseUrl: string,
): Promise<Map<string, ValueSet>> {
  const found = new Map<string, ValueSet>();
  for (const { name, value } of parameters) {
    for (const named of valueSetsIn(name, value)) {
      const literal = parseReference(named);
      if (literal?.type !== 'ValueSet' || (literal.base !== undefined && literal.base !== baseUrl)) continue;
      const stored = await store.read('ValueSet', literal.id);
      if (stored?.text !== undefined) found.set(named, JSON.parse(stored.text) as ValueSet);
    }
  }
  return found;
}
