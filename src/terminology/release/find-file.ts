import { readdirSync } from 'node:fs';
import path from 'node:path';

/** All files of a folder, at any depth, whose name matches. */
export function findAllFiles(folder: string, name: RegExp): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** The first of them; undefined where there is none. */
export const findFile = (folder: string, name: RegExp): string | undefined => findAllFiles(folder, name)[0];
