import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { serializeJson } from '#fhir/json/serialize-json.ts';
import { type SubjectBundle, versionedReference } from '#study/subject-bundle.ts';

/** What the report was made from: SHA-256 over `reference sha256(resource)` lines in the order of the references. */
export interface DataSetHash {
  sha256: string;
  resources: number;
}

/** Hashes every resource of every subject; the order in which subjects and resources arrive does not matter. */
export async function dataSetHash(subjects: readonly SubjectBundle[]): Promise<DataSetHash> {
  const lines = new Set<string>();
  for (const { bundle } of subjects) {
    await nextTurn();
    for (const { resource } of bundle.entry ?? []) {
      if (!resource) continue;
      const digest = createHash('sha256').update(serializeJson(resource)).digest('hex');
      lines.add(`${versionedReference(resource)} ${digest}`);
    }
  }
  const text = [...lines].sort().join('\n');
  return { sha256: createHash('sha256').update(text).digest('hex'), resources: lines.size };
}
