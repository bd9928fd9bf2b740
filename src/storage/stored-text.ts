import type { Draft } from './resource-store.ts';

/** The JSON text of a version as it is stored and served: id and meta first, the content as it was sent. */
export function storedText(draft: Draft, id: string, versionId: string, lastUpdated: string): string {
  return `{"resourceType":"${draft.type}","id":"${id}","meta":{"versionId":"${versionId}","lastUpdated":"${lastUpdated}"${draft.meta}}${draft.content}}`;
}

/** The draft with every replaced id in its content and index; the same draft if none of its ids was replaced. */
export function withReplacedIds(draft: Draft, replaced: Map<string, string>): Draft {
  const relevant = draft.assigned.filter((id) => replaced.has(id));
  if (!relevant.length) return draft;
  let { content } = draft;
  for (const id of relevant) content = content.replaceAll(id, replaced.get(id) as string);
  const index = draft.index.map((value) =>
    value.kind === 'reference' && 'id' in value && replaced.has(value.id)
      ? { ...value, id: replaced.get(value.id) as string }
      : value,
  );
  return { ...draft, content, index };
}
