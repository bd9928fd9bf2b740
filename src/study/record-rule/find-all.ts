import { parseJson } from '#fhir/json/parse-json.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Include, SearchExpression, SearchTarget } from '#search/search-expression.ts';
import type { ResourceStore } from '#storage/resource-store.ts';

/** Resources that are read at once: what belongs to some hundred subjects. */
const PAGE = 5000;

/** All resources that meet any of the targets, and what the includes add; by one question a page. */
export async function findAll(
  store: Pick<ResourceStore, 'search'>,
  targets: SearchTarget[],
  includes: Include[] = [],
): Promise<Resource[]> {
  const found: Resource[] = [];
  const asked = { targets, sort: [], includes, total: false, count: PAGE, includeLimit: PAGE * 10 };
  for (let order: number | undefined; ; ) {
    const after = order === undefined ? {} : { after: { sort: [], order } };
    const page = await store.search({ ...asked, ...after });
    for (const { text } of page.entries) found.push(parseJson(text) as Resource);
    if (page.next === undefined) return found;
    order = page.next.order;
  }
}

/** One target a type: what is asked of it in several ways is asked at once. */
export function targetsOf(asked: [type: string, where: SearchExpression][]): SearchTarget[] {
  const byType = Map.groupBy(asked, ([type]) => type);
  return [...byType].map(([type, all]) => ({
    type,
    where: { op: 'any', of: all.map(([, where]) => where) },
  }));
}
