import { refuse } from '#fhir/operation-outcome.ts';
import type { StoredVersion } from './resource-store.ts';

/**
 * Throws 412 unless the version that If-Match asks for is the current one (http.html#concurrency); `*` asks that
 * there is one. A deletion is no current version. `place` is where the write stands in its request.
 */
export function checkIfMatch(
  ifMatch: string | undefined,
  current: StoredVersion | undefined,
  type: string,
  id: string,
  place: string,
): void {
  if (ifMatch === undefined) return;
  const version = current?.text === undefined ? undefined : current.versionId;
  if (version === ifMatch || (ifMatch === '*' && version !== undefined)) return;
  const asked = ifMatch === '*' ? 'a current version' : `version ${ifMatch}`;
  const found = version === undefined ? 'there is no current version' : `the current version is ${version}`;
  throw refuse(412, 'conflict', `If-Match asks for ${asked} of ${type}/${id}, but ${found}`, {
    ...(place ? { expression: place } : {}),
    source: 'http.html#concurrency',
  });
}
