import path from 'node:path';
import { ConfigError } from './config-error.ts';
import { absolute } from './plain-settings.ts';

/** Where it is kept who the subjects are, and the file of its key. */
export interface KeyTableFiles {
  folder: string;
  keyFile: string;
}

/** Both or none; and never where the trial's data lie, or the key beside what it locks. */
export function keyTableFiles(
  folder: string | undefined,
  keyFile: string | undefined,
  dataFolder: string,
): KeyTableFiles | undefined {
  if (folder === undefined && keyFile === undefined) return undefined;
  if (folder === undefined || keyFile === undefined)
    throw new ConfigError(
      'a key table needs both, KEY_TABLE, its folder, and KEY_TABLE_KEY, the file of its key',
    );
  const files = { folder: absolute(folder) as string, keyFile: absolute(keyFile) as string };
  if (isWithin(files.folder, dataFolder) || isWithin(dataFolder, files.folder))
    throw new ConfigError(
      'KEY_TABLE has to lie apart from DATA_FOLDER: it says who the subjects of the data are',
    );
  for (const [name, other] of [
    ['KEY_TABLE', files.folder],
    ['DATA_FOLDER', dataFolder],
  ] as const)
    if (isWithin(files.keyFile, other))
      throw new ConfigError(`KEY_TABLE_KEY must not lie in ${name}: who copies the one would have the other`);
  return files;
}

/** The file of the key for secrets in the store: beside the data folder, never in it. */
export function secretsKeyFile(file: string | undefined, dataFolder: string): string {
  const keyFile = absolute(file) ?? `${dataFolder}.key`;
  if (isWithin(keyFile, dataFolder))
    throw new ConfigError('SECRETS_KEY must not lie in DATA_FOLDER: who copies the one would have the other');
  return keyFile;
}

/** Whether a path is a folder or below it. */
export function isWithin(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  return way === '' || !(way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way));
}
