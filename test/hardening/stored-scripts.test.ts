/** Scripts in what is stored come back as what they are, and no browser runs them. */

import { useServer } from '../server-for-tests.ts';
import { readRaw, sendRaw } from './raw-request.ts';

const server = useServer();
const div = (content: string) => `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>`;

it.each([
  '<script>alert(1)</script>',
  '<p onclick="alert(1)">x</p>',
  '<img src="x" onerror="alert(1)" alt="x"/>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href=" java&#x0A;script:alert(1)">x</a>',
  '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  '<iframe src="https://evil.example"></iframe>',
  '<form action="https://evil.example"><input name="a"/></form>',
  '<object data="x"></object>',
  '<style>@import url(https://evil.example)</style>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example"/>',
  '<base href="https://evil.example/"/>',
])('a narrative with %s is refused (narrative.html#xhtml)', async (content) => {
  const text = { status: 'generated', div: div(content) };
  const reply = await server().post('/Patient', { resourceType: 'Patient', text });
  expect([reply.status, reply.issues[0]?.expression?.[0]]).toEqual([
    400,
    expect.stringMatching(/^Patient\.text/),
  ]);
});

it.each([
  'text/html',
  'image/svg+xml',
  'application/xhtml+xml',
  'text/javascript',
  'application/xml',
  'text/xml',
])('a Binary of %s is kept as a file by browsers, in a sandbox', async (contentType) => {
  const data = Buffer.from('<script>alert(1)</script>').toString('base64');
  const { resource } = await server().post('/Binary', { resourceType: 'Binary', contentType, data });
  const { headers } = await server().get(`/Binary/${resource.id}`, { Accept: `${contentType}, */*` });
  expect(headers).toMatchObject({
    'content-disposition': expect.stringMatching(/^attachment/),
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'x-content-type-options': 'nosniff',
  });
  expect(headers['content-security-policy']).toMatch(/sandbox(?!.*allow-scripts)/);
});

it('an answer that a browser could show as a page runs nothing', async () => {
  const family = '<script>alert(1)</script>';
  const { resource } = await server().post('/Patient', { resourceType: 'Patient', name: [{ family }] });
  for (const path of [
    `/Patient/${resource.id}`,
    `/Patient/${resource.id}?_format=xml`,
    `/Patient?name=${encodeURIComponent(family)}&_format=xml`,
    '/Patient/%3Cscript%3Ealert(1)%3C%2Fscript%3E',
    '/%3Cscript%3E?_format=%3Cscript%3E',
  ]) {
    const { headers } = await server().get(path, { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect(headers['content-type']).not.toMatch(/html/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    if (/xml/.test(headers['content-type'] ?? ''))
      expect(headers['content-security-policy']).toContain("sandbox; default-src 'none'");
  }
});

it.each(['/docs/', '/docs/start.js'])('%s runs its own scripts alone, and in no frame', async (path) => {
  const { host } = new URL(server().origin);
  const text = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  const policy = readRaw(await sendRaw(server().origin, text)).headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe-(inline|eval)/);
});
