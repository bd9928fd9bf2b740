import { useServer } from '../server-for-tests.ts';

const server = useServer();
const patient = (active: boolean) => ({ resourceType: 'Patient', id: 'p', active });

beforeAll(async () => {
  await server().put('/Patient/p', patient(true));
  await server().put('/Patient/p', patient(false));
  await server().put('/Patient/gone', { resourceType: 'Patient', id: 'gone' });
  await server().delete('/Patient/gone');
});

describe('read', () => {
  it('gives the current version with its version and time in the headers', async () => {
    const { status, headers, resource } = await server().get('/Patient/p');
    expect(status).toBe(200);
    expect(resource).toMatchObject({ ...patient(false), meta: { versionId: '2' } });
    expect(headers).toMatchObject({
      'content-type': 'application/fhir+json; charset=utf-8',
      etag: 'W/"2"',
      'last-modified': new Date(resource.meta?.lastUpdated as string).toUTCString(),
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('answers 404 for what never was and 410 for what was deleted', async () => {
    const never = await server().get('/Patient/nobody');
    expect(never).toMatchObject({ status: 404, issues: [{ severity: 'error', code: 'not-found' }] });
    const gone = await server().get('/Patient/gone');
    expect(gone).toMatchObject({ status: 410, headers: { etag: 'W/"2"' }, issues: [{ code: 'deleted' }] });
  });

  it('answers HEAD with the headers of GET and no body', async () => {
    const head = await server().send('HEAD', '/Patient/p');
    const { headers } = await server().get('/Patient/p');
    expect(head).toMatchObject({ status: 200, text: '' });
    expect(head.headers).toMatchObject({ etag: 'W/"2"', 'content-length': headers['content-length'] });
  });
});

describe('conditional read', () => {
  it.each([
    ['the current version', 'W/"2"', 304],
    ['it without the mark of a weak tag', '"2"', 304],
    ['it among others', 'W/"7", W/"2"', 304],
    ['any version', '*', 304],
    ['an older version', 'W/"1"', 200],
    ['what is no tag', 'something', 200],
  ])('with If-None-Match of %s', async (_, tag, status) => {
    const reply = await server().get('/Patient/p', { 'If-None-Match': tag });
    expect(reply.status).toBe(status);
    expect(reply.text === '').toBe(status === 304);
    expect(reply.headers.etag).toBe('W/"2"');
  });

  it('with If-Modified-Since', async () => {
    const { headers } = await server().get('/Patient/p');
    const at = (date: string) => server().get('/Patient/p', { 'If-Modified-Since': date });
    expect(await at(headers['last-modified'] as string)).toMatchObject({ status: 304, text: '' });
    expect(await at('Thu, 01 Jan 1970 00:00:00 GMT')).toMatchObject({ status: 200 });
    expect(await at('not a date')).toMatchObject({ status: 200 });
  });

  it('goes by the tag where both headers come', async () => {
    const headers = { 'If-None-Match': 'W/"1"', 'If-Modified-Since': 'Fri, 01 Jan 2100 00:00:00 GMT' };
    expect(await server().get('/Patient/p', headers)).toMatchObject({ status: 200 });
  });
});

describe('vread', () => {
  it('gives each version as it was', async () => {
    expect(await server().get('/Patient/p/_history/1')).toMatchObject({
      status: 200,
      headers: { etag: 'W/"1"' },
      resource: { ...patient(true), meta: { versionId: '1' } },
    });
    expect(await server().get('/Patient/p/_history/2')).toMatchObject({ resource: patient(false) });
    expect(await server().get('/Patient/gone/_history/1')).toMatchObject({ status: 200 });
  });

  it('is conditional, and gives a part, as a read', async () => {
    const path = '/Patient/p/_history/1';
    const at = (headers: Record<string, string>) => server().get(path, headers);
    expect(await at({ 'If-None-Match': 'W/"1"' })).toMatchObject({
      status: 304,
      text: '',
      headers: { etag: 'W/"1"' },
    });
    expect((await at({ 'If-None-Match': 'W/"2"' })).status).toBe(200);
    const { headers } = await server().get(path);
    expect((await at({ 'If-Modified-Since': headers['last-modified'] as string })).status).toBe(304);
    expect(await server().send('HEAD', path)).toMatchObject({ status: 200, text: '' });
    const { resource } = await server().get(`${path}?_elements=active`);
    expect(resource).toMatchObject({ active: true, meta: { versionId: '1', tag: [{ code: 'SUBSETTED' }] } });
  });

  it('answers 410 for the version that is a deletion and 404 for one that never was', async () => {
    expect(await server().get('/Patient/gone/_history/2')).toMatchObject({ status: 410 });
    for (const version of ['3', '0', '-1', '1e0', '01', 'x', '99999999999'])
      expect(await server().get(`/Patient/p/_history/${version}`)).toMatchObject({
        status: 404,
        issues: [{ code: 'not-found' }],
      });
  });
});
