import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** The .json and .ndjson files among the paths, folders searched to their depth, in the order of their names. */
export function findFiles(paths: string[]): string[] {
  return paths.flatMap((name) => {
    if (!statSync(name).isDirectory()) return [name];
    return readdirSync(name, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(json|ndjson)$/i.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort();
  });
}
