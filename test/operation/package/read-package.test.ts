import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readPackage } from '#package/read-package.ts';
import { manifest, packed } from './packed.ts';

const limits = { unpackedBytes: 100_000, fileBytes: 50_000, entries: 10 };

it('unpacks no more than it takes behind the last file either', async () => {
  const tar = gunzipSync(await packed([manifest('org.example.small')]));
  const read = (zeros: number) =>
    readPackage(
      Readable.from([gzipSync(Buffer.concat([tar, Buffer.alloc(zeros)]))]),
      () => undefined,
      limits,
    );
  expect((await read(10_240)).manifest.name).toBe('org.example.small');
  await expect(read(1_024_000)).rejects.toMatchObject({ status: 413 });
});
