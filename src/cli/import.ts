import { findFiles } from './import/find-files.ts';
import { importFile } from './import/import-file.ts';
import { ImportSummary } from './import/import-summary.ts';
import { openRooms } from './open-rooms.ts';

export interface ImportOptions {
  paths: string[];
  environment: Record<string, string | undefined>;
  say: (line: string) => void;
}

/**
 * `import`: takes files and folders of FHIR R4 into the store, through the same interactions as HTTP. A file
 * whose bundle refers by search to what a later file brings is tried once more at the end. Says progress and
 * a summary; the exit code is 0 if everything was taken.
 */
export async function importCommand({ paths, environment, say }: ImportOptions): Promise<number> {
  const files = findFiles(paths);
  if (!files.length) throw new Error(`there is no .json or .ndjson file in ${paths.join(', ')}`);
  const rooms = await openRooms(environment);
  const summary = new ImportSummary(files.length);
  try {
    const later: string[] = [];
    for (const file of files) {
      const waits = await importFile(file, rooms, summary, { lastTry: false });
      if (waits) later.push(file);
      say(waits ? summary.waitingLine(file) : summary.progressLine(file));
    }
    for (const file of later) {
      await importFile(file, rooms, summary, { lastTry: true });
      say(summary.progressLine(file));
    }
  } finally {
    await rooms.store.close();
  }
  for (const line of summary.lines()) say(line);
  return summary.refused === 0 ? 0 : 1;
}
