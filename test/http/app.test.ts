import type { Express } from 'express';
import pino from 'pino';
import request from 'supertest';
import { readConfig } from '#config.ts';
import { createApp } from '#http/app.ts';
import { loadConformance, wire } from '#server.ts';
import { SqliteStore } from '#storage/sqlite/sqlite-store.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { folder, remove } = temporaryFolder();
let store: SqliteStore;
let app: Express;
let ready = true;

beforeAll(async () => {
  store = await SqliteStore.open(folder);
  const config = readConfig({});
  const rooms = wire({
    store,
    config,
    baseUrl: 'http://127.0.0.1:8080/fhir',
    version: '0.0.0',
    conformance: loadConformance(),
    log: pino({ level: 'silent' }),
  });
  app = createApp({
    rooms,
    config,
    log: pino({ level: 'silent' }),
    ready: async () => ready,
    stopping: () => false,
  });
});

afterAll(async () => {
  await store.close();
  remove();
});

describe('beside the FHIR base', () => {
  test('/healthz tells that the process is alive', async () => {
    await request(app).get('/healthz').expect(200, { status: 'alive' });
  });

  test('/readyz tells whether the server can do its work', async () => {
    await request(app).get('/readyz').expect(200, { status: 'ready' });
    ready = false;
    await request(app).get('/readyz').expect(503, { status: 'not ready' });
    ready = true;
  });

  test('the root leads to the CapabilityStatement', async () => {
    await request(app).get('/').expect(302).expect('Location', '/fhir/metadata');
  });

  test('any other path is a 404 with an OperationOutcome', async () => {
    const answer = await request(app)
      .get('/admin')
      .expect(404)
      .expect('Content-Type', /^application\/fhir\+json/);
    expect(JSON.parse(answer.text).resourceType).toBe('OperationOutcome');
  });
});

describe('every answer', () => {
  test('names its request, keeps out of caches and tells nothing of the software', async () => {
    const { headers } = await request(app).get('/fhir/metadata').expect(200);
    expect(headers['x-request-id']).toMatch(/^[0-9a-f]{8}-\d+$/);
    expect(headers['cache-control']).toBe('private, no-cache');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
  });

  test('gives a client its own number of the request back, if it is one', async () => {
    const asked = (id: string) => request(app).get('/fhir/metadata').set('X-Request-Id', id);
    expect((await asked('a-7')).headers).toMatchObject({ 'x-correlation-id': 'a-7' });
    expect((await asked('a-7')).headers['x-request-id']).not.toBe('a-7');
    for (const id of ['<b>', 'a b', 'x'.repeat(200)])
      expect((await asked(id)).headers['x-correlation-id']).toBeUndefined();
  });

  test('to HEAD has the headers of GET and no body', async () => {
    // The client asks for compression of its own accord, but not with HEAD.
    const get = await request(app).get('/fhir/metadata').set('Accept-Encoding', 'gzip');
    const head = await request(app).head('/fhir/metadata').set('Accept-Encoding', 'gzip').expect(200);
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect(head.text).toBeFalsy();
  });
});
