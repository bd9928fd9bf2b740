import type { IncomingHttpHeaders } from 'node:http';
import { Agent, get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { useServer } from '../server-for-tests.ts';

const server = useServer();
const agent = new Agent();

/** An answer with its bytes as they came. */
function fetchBytes(path: string, headers: Record<string, string>) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; bytes: Buffer }>((resolve, reject) => {
    get(server().baseUrl + path, { headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes: Buffer.concat(chunks),
        }),
      );
    }).on('error', reject);
  });
}

beforeAll(async () => {
  await server().put('/Patient/small', { resourceType: 'Patient', id: 'small' });
  const name = [{ family: 'Ü'.repeat(2000) }];
  await server().put('/Patient/large', { resourceType: 'Patient', id: 'large', name });
  await server().put('/Binary/image', Buffer.alloc(5000), { 'Content-Type': 'image/png' });
});

afterAll(() => agent.destroy());

it.each(['gzip', 'gzip, deflate, br', 'GZIP;q=0.5', '*', 'br;q=1, gzip;q=0.1'])(
  'compresses for who takes %s',
  async (encoding) => {
    for (const accept of ['application/fhir+json', 'application/fhir+xml']) {
      const plain = await fetchBytes('/Patient/large', { Accept: accept });
      const { status, headers, bytes } = await fetchBytes('/Patient/large', {
        Accept: accept,
        'Accept-Encoding': encoding,
      });
      expect([status, headers['content-encoding'], headers['content-type']]).toEqual([
        200,
        'gzip',
        plain.headers['content-type'],
      ]);
      expect(gunzipSync(bytes)).toEqual(plain.bytes);
      expect(Number(headers['content-length'])).toBe(bytes.length);
      expect(bytes.length).toBeLessThan(plain.bytes.length / 2);
      expect(headers.vary).toBe('Accept, Accept-Encoding');
      expect(headers.etag).toBe(plain.headers.etag);
    }
  },
);

it.each(['', 'identity', 'br', 'gzip;q=0', 'identity, gzip;q=0.5', 'nonsense'])(
  'does not compress for who takes "%s"',
  async (encoding) => {
    const { status, headers, bytes } = await fetchBytes('/Patient/large', { 'Accept-Encoding': encoding });
    expect([status, headers['content-encoding']]).toEqual([200, undefined]);
    expect(JSON.parse(bytes.toString()).id).toBe('large');
  },
);

it('leaves alone what is small, and what is compressed by nature', async () => {
  for (const path of ['/Patient/small', '/Patient/nobody', '/Binary/image']) {
    const { headers } = await fetchBytes(path, { 'Accept-Encoding': 'gzip', Accept: '*/*' });
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers.vary).toBe('Accept, Accept-Encoding');
  }
});

it('compresses a searchset', async () => {
  const { headers, bytes } = await fetchBytes('/Patient', { 'Accept-Encoding': 'gzip' });
  expect(headers['content-encoding']).toBe('gzip');
  expect(JSON.parse(gunzipSync(bytes).toString()).resourceType).toBe('Bundle');
});

it('gives HEAD the headers of GET', async () => {
  const headers = { 'Accept-Encoding': 'gzip', Accept: 'application/fhir+json' };
  const head = await server().send('HEAD', '/Patient/large', { headers });
  const { headers: ofGet } = await fetchBytes('/Patient/large', headers);
  for (const name of ['content-encoding', 'content-length', 'content-type', 'etag'])
    expect(head.headers[name]).toBe(ofGet[name]);
});
