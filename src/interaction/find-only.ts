import { refuse } from '#fhir/operation-outcome.ts';
import type { Condition, ResourceStore } from '#storage/resource-store.ts';

/** The id of the one resource that a condition finds; 404 for none, 412 for several (http.html#patch). */
export async function findOnly(
  { type, query, where }: Condition,
  place: string,
  { store }: { store: ResourceStore },
): Promise<string> {
  const { entries } = await store.search({
    targets: [{ type, where }],
    sort: [],
    includes: [],
    count: 2,
    total: false,
    includeLimit: 0,
  });
  const [found, ...others] = entries;
  if (found && !others.length) return found.id;
  const at = { ...(place ? { expression: place } : {}), source: 'http.html#patch' };
  if (found)
    throw refuse(
      412,
      'multiple-matches',
      `the condition ${type}?${query} finds more than one resource; exactly one was expected`,
      at,
    );
  throw refuse(
    404,
    'not-found',
    `the condition ${type}?${query} finds no resource; exactly one was expected`,
    at,
  );
}
