import { randomBytes } from 'node:crypto';
import { mkdirSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { platform } from 'node:os';
import path from 'node:path';
import { ConfigError } from '#config/config-error.ts';

/** Bytes of a key of AES-256. */
const LENGTH = 32;

/**
 * The key in a file: 32 random bytes in base64url, which nobody but the file's owner may read. Makes the file, with the mode 0600,
 * where there is none. Throws ConfigError where it cannot be used; the message never holds what is in it.
 */
export function readKeyFile(file: string, setting: string): Buffer {
  make(file, setting);
  // Windows has no such modes; there the folder has to be the server's own.
  if (platform() !== 'win32' && statSync(file).mode & 0o077)
    throw new ConfigError(`${setting}: others than its owner may read ${file}; chmod 600 it`);
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url');
  if (key.length !== LENGTH)
    throw new ConfigError(`${setting}: ${file} does not hold a key of ${LENGTH} bytes in base64url`);
  return key;
}

/** Of many processes that start at once one makes it. */
function make(file: string, setting: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(openSync(file, 'wx', 0o600), `${randomBytes(LENGTH).toString('base64url')}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw new ConfigError(`${setting}: ${file} cannot be used: ${code}`);
  }
}
