import { createReadStream, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from 'pino';
import { FhirError } from '#fhir/operation-outcome.ts';
import type { CreateRooms } from '#interaction/create.ts';
import { installPackage } from './install.ts';

/** The packages of a setting: files, and folders of them. */
function packageFiles(paths: string[]): string[] {
  return paths.flatMap((one) =>
    statSync(one).isDirectory()
      ? readdirSync(one)
          .filter((name) => /\.(?:tgz|tar\.gz)$/.test(name))
          .sort()
          .map((name) => path.join(one, name))
      : [one],
  );
}

/**
 * Installs packages before the server serves, in an order in which each finds what it depends on. Throws with the name
 * of the file, and of what is missing, where one cannot be installed.
 */
export async function installAtStart(
  paths: string[],
  rooms: CreateRooms,
  log: Pick<Logger, 'info'>,
): Promise<void> {
  let waiting = packageFiles(paths);
  while (waiting.length > 0) {
    const still: { file: string; reason: string }[] = [];
    for (const file of waiting) {
      try {
        const { manifest, stored, issues } = await installPackage(createReadStream(file), rooms, {
          source: 'PACKAGES',
        });
        const { name, version } = manifest;
        if (stored !== undefined)
          log.info({ package: name, version, stored, leftOut: issues.length }, 'package');
      } catch (error) {
        if (!(error instanceof FhirError)) throw error;
        if (error.issues[0]?.code !== 'not-found') throw new Error(`${file}: ${error.message}`);
        still.push({ file, reason: error.message });
      }
    }
    const [first] = still;
    if (first && still.length === waiting.length) throw new Error(`${first.file}: ${first.reason}`);
    waiting = still.map(({ file }) => file);
  }
}
