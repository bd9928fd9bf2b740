import request from 'supertest';
import { useServer } from '../../server-for-tests.ts';

const server = useServer();
const get = (path: string, init: RequestInit = {}) => fetch(`${server().origin}${path}`, init);

it('leads from /docs to the page', async () => {
  const response = await get('/docs', { redirect: 'manual' });
  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toBe(`${server().origin}/docs/`);
});

it('loads all that it needs from this server, and its policy allows nothing else', async () => {
  const page = await get('/docs/');
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toMatch(/unsafe|https?:/);
  const html = await page.text();
  const linked = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name]) => name as string);
  expect(linked.toSorted()).toEqual([
    'favicon-32x32.png',
    'start.js',
    'swagger-ui-bundle.js',
    'swagger-ui.css',
  ]);
  for (const name of linked) {
    const file = await get(`/docs/${name}`);
    expect({ name, status: file.status, sniff: file.headers.get('x-content-type-options') }).toEqual({
      name,
      status: 200,
      sniff: 'nosniff',
    });
  }
  expect(html).not.toMatch(/<script>|\bon\w+=|style=/);
  expect(await (await get('/docs/start.js')).text()).not.toMatch(/https?:/);
});

it('is asked for again only where it has changed', async () => {
  const { headers } = await request(server().origin).get('/docs/swagger-ui.css').expect(200);
  await request(server().origin)
    .get('/docs/swagger-ui.css')
    .set('If-Modified-Since', headers['last-modified'] as string)
    .expect(304);
});

it.each(['package.json', 'swagger-ui.js', '%2e%2e%2fapp.ts', '..%2fpackage.json', 'index.html'])(
  'gives no other file: %s',
  async (name) => {
    const response = await get(`/docs/${name}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ resourceType: 'OperationOutcome' });
  },
);
