import { Writable } from 'node:stream';
import pino from 'pino';
import { startServer } from '#server.ts';
import { configForTests, ServerForTests } from '../server-for-tests.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const CANARY = 'Nurhayati-Canary';

it('what identifies a person or was measured is neither in the log of the process nor in an event', async () => {
  const { folder, remove } = temporaryFolder();
  let log = '';
  const sink = new Writable({
    write: (chunk, _, done) => {
      log += chunk;
      done();
    },
  });
  const config = configForTests(folder, {}, { AUDIT: 'on' });
  const server = new ServerForTests(
    await startServer(
      { ...config, logLevel: 'trace' },
      { log: pino({ level: 'trace' }, sink), version: '0' },
    ),
  );
  try {
    const name = [{ family: CANARY }];
    await server.put('/Patient/p1', { resourceType: 'Patient', id: 'p1', name });
    await server.put('/Patient/p2', { resourceType: 'Patient', id: 'p2', name, gender: CANARY });
    await server.get('/Patient/p1');
    await server.post('/Patient/$validate', { resourceType: 'Patient', name, birthDate: CANARY });
    const { text } = await server.get('/AuditEvent?_count=100');
    expect(text).toContain('Patient/p1');
    expect(text).not.toContain(CANARY);
    // A query is told as it was asked, in base64; the log of the process has none.
    await server.get(`/Patient?name=${CANARY}`);
    await server.get(`/Patient/${CANARY}`);
    expect(log).toContain('"request"');
    expect(log).not.toContain(CANARY);
  } finally {
    await server.close();
    remove();
  }
});
