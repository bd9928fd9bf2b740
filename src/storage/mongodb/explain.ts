import type { Document } from 'mongodb';
import type { Explanation } from '#search/explanation.ts';
import type { SearchQuery } from '#search/search-expression.ts';
import type { Reader } from './reader.ts';
import { pageQuery } from './search.ts';

/** How a search is answered: one explanation a type, made of what MongoDB tells of running its query. */
export async function explain(query: SearchQuery, reader: Reader): Promise<Explanation[]> {
  const explanations: Explanation[] = [];
  for (const target of query.targets) {
    const begun = performance.now();
    const page = await pageQuery(query, target, reader);
    const found = (await reader.aggregate(page)).slice(0, query.count).length;
    const milliseconds = Math.round((performance.now() - begun) * 100) / 100;
    const account = await reader.explain(page);
    const indexes = new Set<string>();
    const counts = { examined: 0 };
    collect(account, indexes, counts);
    const scans = indexes.has('COLLSCAN');
    explanations.push({
      type: target.type,
      expression: target.where,
      plan: scans ? 'reads the whole collection' : 'goes by indexes',
      indexes: [...indexes],
      ...counts,
      found,
      milliseconds,
    });
  }
  return explanations;
}

/** The indexes and counts anywhere in the account of an aggregation, whose shape differs by server version. */
function collect(node: unknown, indexes: Set<string>, counts: { examined: number }): void {
  if (typeof node !== 'object' || node === null) return;
  const {
    stage,
    indexName,
    rejectedPlans: _rejected,
    totalDocsExamined,
    nReturned,
    ...rest
  } = node as Document;
  if (stage === 'COLLSCAN') indexes.add('COLLSCAN');
  if (typeof indexName === 'string') indexes.add(indexName);
  if (typeof totalDocsExamined === 'number') counts.examined += totalDocsExamined;
  for (const member of Object.values(rest)) collect(member, indexes, counts);
}
