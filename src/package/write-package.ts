import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';

/** The same time for every file, so that the same content gives the same bytes. */
const TIME = new Date(0);

/** Where the gzip header names the operating system; 255 says that it is not told. */
const SYSTEM = 9;

/**
 * Writes files as tar and gzip: sorted by name, without the time, the owner or the system of who wrote it, so that the
 * same files give the same bytes.
 */
export async function writePackage(files: Map<string, string>): Promise<Buffer> {
  const archive = pack();
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, text] of sorted)
    archive.entry({ name, mode: 0o644, mtime: TIME, uid: 0, gid: 0, type: 'file' }, text);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive.pipe(createGzip({ level: 9 }))) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  bytes[SYSTEM] = 255;
  return bytes;
}
