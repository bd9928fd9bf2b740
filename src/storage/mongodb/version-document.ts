import type { Method, StoredVersion } from '../resource-store.ts';
import { type NativeResource, textOf } from './native-resource.ts';
import type { SearchDocument } from './search-document.ts';

/** What every version has, current or not. A deletion has no resource. */
interface VersionDocument extends Partial<NativeResource> {
  version: number;
  /** The place of the version in commit order. */
  sequence: number;
  lastUpdated: Date;
  method: Method;
}

/** The current version of a resource, in the collection of its type. */
export interface CurrentDocument extends VersionDocument {
  /** The resource's id. */
  _id: string;
  /** The place of the resource in creation order, which pages of a search go by. */
  order: number;
  deleted: boolean;
  search: SearchDocument;
  /** The types of the resources contained in it, which have documents of their own for chains. */
  contains?: string[];
}

/** A version in the history, the current one included; written once and never changed. */
export interface HistoryDocument extends VersionDocument {
  /** `Patient/7/_history/3` */
  _id: string;
  type: string;
  id: string;
}

export const historyId = (type: string, id: string, version: number | string): string =>
  `${type}/${id}/_history/${version}`;

/** The version as the port gives it. */
export function storedVersion(type: string, id: string, document: VersionDocument): StoredVersion {
  const { version, lastUpdated, method, resource, text } = document;
  return {
    type,
    id,
    versionId: String(version),
    lastUpdated: lastUpdated.toISOString(),
    method,
    ...(resource ? { text: textOf({ resource, ...(text === undefined ? {} : { text }) }) } : {}),
  };
}
