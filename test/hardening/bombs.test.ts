/** Bodies that are small to send and large to read: refused before they cost anything, and the next request is served. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { useServer } from '../server-for-tests.ts';

const LIMIT = 4 * 1024 * 1024;
const server = useServer({ bodyBytes: LIMIT });

afterEach(async () => {
  expect((await server().get('/_history')).entries).toEqual([]);
});

it.each([
  [
    '10,000 objects in each other',
    `{"resourceType":"Patient",${'"a":{'.repeat(10_000)}${'}'.repeat(10_001)}`,
    413,
  ],
  ['a million arrays in each other', '['.repeat(1_000_000) + ']'.repeat(1_000_000), 413],
  ['a million arrays that never end', '['.repeat(1_000_000), 413],
  ['two million values', `{"resourceType":"Patient","a":[${'1,'.repeat(2_000_000)}1]}`, 413],
  [
    'a number beyond all',
    '{"resourceType":"Observation","status":"final","code":{},"valueInteger":1e400}',
    400,
  ],
  [
    'a number of a million digits',
    `{"resourceType":"Patient","multipleBirthInteger":${'9'.repeat(1_000_000)}}`,
    400,
  ],
  [
    'an exponent of many digits',
    `{"resourceType":"Patient","multipleBirthInteger":1e${'9'.repeat(1000)}}`,
    400,
  ],
  ['a name that is there twice', '{"resourceType":"Patient","id":"a","id":"b"}', 400],
  ['a name of a million letters', `{"resourceType":"Patient","${'x'.repeat(1_000_000)}":1}`, 400],
  [
    '100,000 names',
    `{"resourceType":"Patient"${Array.from({ length: 100_000 }, (_, i) => `,"x${i}":1`).join('')}}`,
    400,
  ],
  ['escapes for escapes', `{"resourceType":"Patient","language":"${'\\\\u005c'.repeat(100_000)}"}`, 400],
])('%s', async (_, body, status) => {
  for (const path of ['/Patient', '/Observation', '']) {
    const reply = await server().post(path, body);
    expect(reply).toMatchObject({ status, resource: { resourceType: 'OperationOutcome' } });
    // What is refused is not sent back.
    expect(reply.text.length).toBeLessThan(200_000);
  }
});

it.each([
  ['gzip', gzipSync(Buffer.alloc(64 * LIMIT, ' '))],
  ['deflate', deflateSync(Buffer.alloc(64 * LIMIT, ' '))],
  ['br', brotliCompressSync(Buffer.alloc(64 * LIMIT, ' '))],
])('a body that %s makes small', async (encoding, body) => {
  expect(body.length).toBeLessThan(LIMIT);
  const reply = await server().post('/Patient', body, { 'Content-Encoding': encoding });
  expect(reply).toMatchObject({ status: 413, issues: [{ code: 'too-long' }] });
});

it('a body compressed twice', async () => {
  const twice = gzipSync(gzipSync(Buffer.alloc(LIMIT, ' ')));
  const reply = await server().post('/Patient', twice, { 'Content-Encoding': 'gzip, gzip' });
  expect(reply).toMatchObject({ status: 415, issues: [{ code: 'not-supported' }] });
});

it('a resource with keys of prototypes, wherever they stand', async () => {
  for (const body of [
    '{"resourceType":"Patient","__proto__":{"admin":true}}',
    '{"resourceType":"Patient","constructor":{"prototype":{"admin":true}}}',
    '{"resourceType":"Patient","contained":[{"resourceType":"Patient","__proto__":{"admin":true}}]}',
    '{"resourceType":"Patient","extension":[{"url":"u","__proto__":{"admin":true}}]}',
    '{"resourceType":"Patient","extension":[{"url":"u","valueString":"x","toString":1}]}',
  ])
    expect(await server().post('/Patient', body)).toMatchObject({ status: 400 });
  expect({}).not.toHaveProperty('admin');
});
