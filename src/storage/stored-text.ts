import type { IndexValue } from '#search/search-expression.ts';
import type { Draft } from './resource-store.ts';

/** The JSON text of a version as it is stored and served: id and meta first, the content as it was sent. */
export function storedText(draft: Draft, id: string, versionId: string, lastUpdated: string): string {
  return `{"resourceType":"${draft.type}","id":"${id}","meta":{"versionId":"${versionId}","lastUpdated":"${lastUpdated}"${draft.meta}}${draft.content}}`;
}

/**
 * The draft with every replaced id, wherever it stands: in its meta, its content and its search values; the
 * same draft if none of its ids was replaced.
 */
export function withReplacedIds(draft: Draft, replaced: Map<string, string>): Draft {
  const relevant = draft.assigned.filter((id) => replaced.has(id));
  if (!relevant.length) return draft;
  const put = (text: string) =>
    relevant.reduce((t, id) => t.replaceAll(id, replaced.get(id) as string), text);
  return {
    ...draft,
    meta: put(draft.meta),
    content: put(draft.content),
    index: draft.index.map((value) => inValue(value, put)),
  };
}

/** A search value with all its texts put right. */
function inValue(value: IndexValue, put: (text: string) => string): IndexValue {
  const entries = Object.entries(value).map(([key, member]) => [
    key,
    typeof member === 'string' ? put(member) : member,
  ]);
  return Object.fromEntries(entries) as IndexValue;
}
