import { parseJson } from '#fhir/json/parse-json.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import type { IndexResource } from '#search/index-resource.ts';
import type { PagePlace } from '#search/search-expression.ts';
import type { DistinctQuery, DistinctValue, ResourceStore } from '#storage/resource-store.ts';
import { expressionOf } from '../reach.ts';
import type { Restriction } from '../restriction.ts';

const AT_ONCE = 200;
/** Resources that are looked at one by one. */
const MOST_LOOKED_AT = 5000;

/**
 * The values that the resources which a caller may find have. The store answers for types that the caller finds all of;
 * of others each resource is looked at. Throws 400 (`too-costly`) for too many.
 */
export async function restrictDistinct(
  query: DistinctQuery,
  { store, index, restriction }: { store: ResourceStore; index: IndexResource; restriction: Restriction },
): Promise<DistinctValue[]> {
  const whole = query.types.filter((type) => restriction.reach(type, 's') === 'everything');
  const found = new Map<string, DistinctValue>();
  const add = (value: DistinctValue) => found.set(`${value.system ?? ''}|${value.value}`, value);
  if (whole.length) for (const value of await store.distinct({ ...query, types: whole })) add(value);
  let left = MOST_LOOKED_AT;
  for (const type of query.types) {
    const reach = restriction.reach(type, 's');
    if (typeof reach === 'string') continue;
    for (let after: PagePlace | undefined, more = true; more; ) {
      const page = await store.search({
        targets: [{ type, where: expressionOf(reach) }],
        sort: [],
        includes: [],
        includeLimit: 0,
        count: AT_ONCE,
        total: false,
        ...(after ? { after } : {}),
      });
      left -= page.entries.length;
      if (left < 0) throw tooMany();
      for (const { text } of page.entries)
        for (const value of index(parseJson(text) as Resource)) {
          if (!('parameter' in value) || value.parameter !== query.parameter || value.kind !== query.kind)
            continue;
          if (value.kind === 'uri') add({ value: value.value });
          else if (value.kind === 'token' && value.code !== null)
            add({ value: value.code, ...(value.system === null ? {} : { system: value.system }) });
        }
      after = page.next;
      more = after !== undefined;
    }
  }
  const keyOf = ({ system = '', value }: DistinctValue) => `${system} ${value}`;
  return [...found.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).slice(0, query.limit);
}

const tooMany = (): Error =>
  refuse(400, 'too-costly', `the token covers more than ${MOST_LOOKED_AT} resources; ask of one resource`, {
    source: 'resource-operation-meta.html',
  });
