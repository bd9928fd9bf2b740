import type { Rooms } from '#http/rooms.ts';
import { ofCommandLine } from './command-line.ts';
import { findFiles } from './import/find-files.ts';
import { importFile } from './import/import-file.ts';
import { ImportSummary } from './import/import-summary.ts';
import { openRooms } from './open-rooms.ts';

export interface ImportOptions {
  paths: string[];
  environment: Record<string, string | undefined>;
  say: (line: string) => void;
}

/** What the files still hold that waits for resources that it refers to by search: numbers by file. */
type Waiting = Map<string, Set<number>>;

/**
 * `import`: takes files and folders of FHIR R4 into the store, through the same interactions as HTTP. What
 * refers by search to what comes later is tried again at the end, as long as each round takes something. Says
 * progress and a summary; the exit code is 0 if everything was taken.
 */
export async function importCommand({ paths, environment, say }: ImportOptions): Promise<number> {
  const files = findFiles(paths);
  if (!files.length) throw new Error(`there is no .json or .ndjson file in ${paths.join(', ')}`);
  // The limit of entries guards a server against its clients; a file is taken as long as it is.
  const opened = await openRooms(environment, { bundleEntries: Number.POSITIVE_INFINITY });
  const rooms = ofCommandLine(opened);
  const summary = new ImportSummary(files.length);
  try {
    const waiting: Waiting = new Map();
    for (const file of files) {
      const numbers = await importFile(file, rooms, summary, { lastTry: false });
      if (numbers.size) waiting.set(file, numbers);
      say(numbers.size ? summary.waitingLine(file) : summary.progressLine(file));
    }
    await importWaiting(waiting, rooms, summary, say);
  } finally {
    await rooms.stop();
  }
  for (const line of summary.lines()) say(line);
  return summary.refused === 0 ? 0 : 1;
}

async function importWaiting(
  first: Waiting,
  rooms: Rooms,
  summary: ImportSummary,
  say: ImportOptions['say'],
): Promise<void> {
  let waiting = first;
  let lastTry = false;
  while (waiting.size) {
    const rest: Waiting = new Map();
    for (const [file, only] of waiting) {
      const numbers = await importFile(file, rooms, summary, { only, lastTry });
      if (numbers.size) rest.set(file, numbers);
      else say(summary.progressLine(file));
    }
    lastTry = total(rest) === total(waiting);
    waiting = rest;
  }
}

function total(waiting: Waiting): number {
  return [...waiting.values()].reduce((sum, numbers) => sum + numbers.size, 0);
}
