import type { FollowedReference } from '#search/search-expression.ts';
import type { DocumentFilter } from './element-filter.ts';
import type { FoundDocument } from './include.ts';
import { searchPath } from './search-document.ts';

/** What a document has to have with it for includes over canonicals: its own URL and version. */
export const CANONICAL_PATHS = { [searchPath('uri', 'url')]: 1, [searchPath('token', 'version')]: 1 };

const URL = `${searchPath('uri', 'url')}.value`;
const VERSION = `${searchPath('token', 'version')}.code`;

/** The members named `name` of search values, single or in an array. */
const membersOf = (values: unknown, name: string): string[] =>
  [values ?? []].flat().flatMap((value) => {
    const member = (value as Record<string, unknown>)[name];
    return typeof member === 'string' ? [member] : [];
  });

/**
 * What resources have to meet that the base names by a canonical URL in `parameter` (references.html#canonical): of
 * the version it names, or of any. A canonical with a version stands in the documents without it, too.
 */
export function namedByCanonical(base: FoundDocument[], parameter: string): DocumentFilter[] {
  const urls = new Set<string>();
  const versioned: DocumentFilter[] = [];
  for (const { search } of base) {
    const targets = membersOf(search?.reference?.[parameter], 'target').filter((target) =>
      target.includes(':'),
    );
    for (const target of targets) {
      const bar = target.indexOf('|');
      if (bar >= 0)
        versioned.push({
          [URL]: { $eq: target.slice(0, bar) },
          [VERSION]: { $eq: target.slice(bar + 1) },
        });
      else if (!targets.some((other) => other.startsWith(`${target}|`))) urls.add(target);
    }
  }
  return [...(urls.size ? [{ [URL]: { $in: [...urls] } }] : []), ...versioned];
}

/** What resources have to meet that name one of the base by its canonical URL, with its version or with none. */
export function namesByCanonical(
  base: FoundDocument[],
  { parameter, canonicalOf }: FollowedReference,
): DocumentFilter[] {
  const path = searchPath('reference', parameter);
  const versioned: string[] = [];
  const unversioned: DocumentFilter[] = [];
  for (const { type, search } of base) {
    if (!canonicalOf.includes(type)) continue;
    for (const url of membersOf(search?.uri?.url, 'value')) {
      for (const version of membersOf(search?.token?.version, 'code')) versioned.push(`${url}|${version}`);
      // `}` follows `|`.
      const ofAnyVersion = { target: { $gt: `${url}|`, $lt: `${url}}` } };
      unversioned.push({
        [`${path}.target`]: { $eq: url },
        [path]: { $not: { $elemMatch: ofAnyVersion } },
      });
    }
  }
  return [...(versioned.length ? [{ [`${path}.target`]: { $in: versioned } }] : []), ...unversioned];
}
