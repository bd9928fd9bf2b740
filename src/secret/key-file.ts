import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
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
    if (existsSync(file)) return;
    mkdirSync(path.dirname(file), { recursive: true });
    // It appears under its name when it is whole, so that nobody reads half a key.
    const own = `${file}.${randomUUID()}`;
    writeFileSync(own, `${randomBytes(LENGTH).toString('base64url')}\n`, { mode: 0o600, flush: true });
    try {
      linkSync(own, file);
    } finally {
      unlinkSync(own);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw new ConfigError(`${setting}: ${file} cannot be used: ${code}`);
  }
}

/** The key in a file, read (or made) when it is first asked for. */
export function keyOnDemand(file: string, setting: string): () => Buffer {
  let key: Buffer | undefined;
  return () => {
    key ??= readKeyFile(file, setting);
    return key;
  };
}
