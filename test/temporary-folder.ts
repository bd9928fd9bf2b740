import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A new folder for a test, and the way to be rid of it. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'fhir-test-'));
  // A server on it puts its key beside it.
  const remove = () => {
    for (const made of [folder, `${folder}.key`]) rmSync(made, { recursive: true, force: true });
  };
  return { folder, remove };
}
