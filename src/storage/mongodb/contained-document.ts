import type { IndexValue } from '#search/search-expression.ts';
import { type SearchDocument, searchDocument } from './search-document.ts';

/**
 * The search values of a resource that is contained in another (references.html#contained), in the collection of
 * its type, so that chains find it by the same indexes. It is no resource of its own: `deleted` is neither true
 * nor false, and its id, `MedicationRequest/1#med`, is none that a client can ask for.
 */
export interface ContainedDocument {
  _id: string;
  container: string;
  deleted: null;
  order: number;
  search: SearchDocument;
}

/** The values of contained resources apart from those of the resource that contains them, by type. */
export function containedDocuments(
  index: IndexValue[],
  container: string,
  order: number,
): Map<string, ContainedDocument[]> {
  const byId = new Map<string, { type: string; values: IndexValue[] }>();
  for (const value of index) {
    if (!value.contained) continue;
    const { type, id } = value.contained;
    const one = byId.get(id) ?? { type, values: [] };
    byId.set(id, one);
    one.values.push(value);
  }
  const documents = new Map<string, ContainedDocument[]>();
  for (const [id, { type, values }] of byId) {
    const _id = `${container}${id}`;
    const document = { _id, container, deleted: null, order, search: searchDocument(values, _id) };
    documents.set(type, [...(documents.get(type) ?? []), document]);
  }
  return documents;
}
