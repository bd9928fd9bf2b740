import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startForTests } from '../../server-for-tests.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

const patient = (id: string, family: string) =>
  JSON.stringify({
    resourceType: 'Patient',
    id,
    meta: { versionId: '1', lastUpdated: '2026-01-01T00:00:00.000Z' },
    name: [{ family }],
  });

/** A database as version 1 of the schema has it, as far as its resources go; its indexes were others. */
function writeVersion1(): void {
  const database = new DatabaseSync(path.join(folder, 'fhir.sqlite'));
  const version = 'version INTEGER, sequence INTEGER UNIQUE, last_updated INTEGER, method TEXT, text TEXT';
  database.exec(`
    CREATE TABLE resource (rid INTEGER PRIMARY KEY, type TEXT, id TEXT, created_unless TEXT, ${version}, UNIQUE (type, id));
    CREATE TABLE old_version (rid INTEGER, type TEXT, id TEXT, ${version}, PRIMARY KEY (rid, version)) WITHOUT ROWID;
    CREATE TABLE name (number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
    ${['token', 'string', 'uri', 'reference', 'date', 'number', 'quantity'].map((kind) => `CREATE TABLE ${kind}_index (rid INTEGER);`).join('')}
    PRAGMA user_version = 1;`);
  const insert = database.prepare(
    "INSERT INTO resource (type, id, version, sequence, last_updated, method, text) VALUES ('Patient', ?, 1, ?, ?, 'PUT', ?)",
  );
  for (const [i, family] of ['Adi', 'Budi', 'Candra'].entries())
    insert.run(`p${i}`, i + 1, Date.parse('2026-01-01'), patient(`p${i}`, family));
  database.close();
}

it('indexes anew what an earlier version has stored, before it answers', async () => {
  writeVersion1();
  for (let start = 1; start <= 2; start++) {
    const server = await startForTests(folder);
    const found = await server.get('/Patient?name=budi');
    const written = await server.put('/Patient/later', {
      resourceType: 'Patient',
      id: 'later',
      name: [{ family: 'Budiman' }],
    });
    const both = await server.get('/Patient?name=budi&_summary=count');
    await server.close();
    expect(found.entries[0]?.resource?.id).toBe('p1');
    expect(written.status).toBe(start === 1 ? 201 : 200);
    expect(both.resource.total).toBe(2);
  }
});
