/** The one server that is asked about codes is the operator's, and it does not send this one elsewhere. */
import { startForTests } from '../server-for-tests.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Canary, startCanary } from './canary.ts';

const { folder, remove } = temporaryFolder();
let inner: Canary;
let named: Canary;

beforeAll(async () => {
  inner = await startCanary();
  named = await startCanary(() => `${inner.origin}/latest/meta-data`);
});
afterAll(() => {
  inner.close();
  named.close();
  remove();
});

it('a redirect of it is not followed, and what it would have told stays unknown', async () => {
  const server = await startForTests(folder, {}, { TERMINOLOGY_SERVER: `${named.origin}/r4` });
  const query = 'system=http://example.org/cs&code=a&url=http://example.org/vs';
  const { status } = await server.get(`/ValueSet/$validate-code?${query}`);
  await server.close();
  expect(status).toBe(503);
  expect(inner.asked).toEqual([]);
  expect(named.asked.every((path) => path.startsWith('/r4/'))).toBe(true);
});
