import type { Meta } from '#fhir/resource.ts';
import { type Reply, useServer } from '../server-for-tests.ts';

const server = useServer();
let n = 0;

async function created(meta?: object): Promise<string> {
  const path = `/Patient/p${++n}`;
  await server().put(path, { resourceType: 'Patient', id: `p${n}`, ...(meta ? { meta } : {}) });
  return path;
}

const metaOf = ({ resource }: Reply): Meta =>
  ((resource.parameter ?? []) as { name: string; valueMeta: Meta }[]).find(({ name }) => name === 'return')
    ?.valueMeta ?? {};
const parameters = (meta: object) => ({
  resourceType: 'Parameters',
  parameter: [{ name: 'meta', valueMeta: meta }],
});
const change = (name: 'add' | 'delete', path: string, meta: object, headers = {}) =>
  server().post(`${path}/$meta-${name}`, parameters(meta), headers);

const [x, y] = ['x', 'y'].map((code) => ({ system: 'urn:t', code }));

describe('$meta', () => {
  it('gives the meta of a resource and of its versions, by GET and POST', async () => {
    const path = await created({ tag: [x], profile: ['urn:p'] });
    await change('delete', path, { profile: ['urn:p'] });
    const reply = await server().get(`${path}/$meta`);
    expect(reply).toMatchObject({
      status: 200,
      headers: { etag: 'W/"2"' },
      resource: { resourceType: 'Parameters' },
    });
    expect(metaOf(reply)).toEqual((await server().get(path)).resource.meta);
    expect(metaOf(await server().get(`${path}/_history/1/$meta`))).toMatchObject({
      versionId: '1',
      profile: ['urn:p'],
    });
    expect(metaOf(await server().send('POST', `${path}/$meta`))).toMatchObject({ versionId: '2', tag: [x] });
  });

  it('answers 404 and 410 as a read does, and takes no parameters', async () => {
    const path = await created();
    await server().delete(path);
    expect((await server().get(`${path}/$meta`)).status).toBe(410);
    expect((await server().get(`${path}/_history/1/$meta`)).status).toBe(200);
    expect((await server().get(`${path}/_history/9/$meta`)).status).toBe(404);
    expect((await server().get('/Patient/never/$meta')).status).toBe(404);
    expect(await server().get('/Patient/$meta?depth=1')).toMatchObject({
      status: 400,
      issues: [{ code: 'not-supported' }],
    });
  });

  it("sums up what a type and the system use, and nothing that is only a version's", async () => {
    await server().put('/Basic/b', {
      resourceType: 'Basic',
      id: 'b',
      code: { text: 'x' },
      meta: { tag: [{ system: 'urn:only', code: 'basic' }] },
    });
    const path = await created({
      tag: [{ system: 'urn:only', code: 'patient' }],
      security: [{ system: 'urn:l', code: 'R' }],
      profile: ['urn:only-patient'],
    });
    const gone = await created({ tag: [{ system: 'urn:only', code: 'gone' }] });
    await server().delete(gone);
    const ofPatient = metaOf(await server().get('/Patient/$meta'));
    expect(ofPatient).toMatchObject({
      profile: expect.arrayContaining(['urn:only-patient']),
      security: [{ system: 'urn:l', code: 'R' }],
      tag: expect.arrayContaining([{ system: 'urn:only', code: 'patient' }]),
    });
    expect(JSON.stringify(ofPatient)).not.toMatch(/gone|basic|versionId|lastUpdated/);
    expect(metaOf(await server().get('/$meta')).tag).toEqual(
      expect.arrayContaining([
        { system: 'urn:only', code: 'basic' },
        { system: 'urn:only', code: 'patient' },
      ]),
    );
    expect((await server().get('/Device/$meta')).resource).toEqual({ resourceType: 'Parameters' });
    await server().delete(path);
    expect(JSON.stringify(metaOf(await server().get('/$meta')))).not.toContain('urn:only-patient');
  });
});

describe('$meta-add', () => {
  it('adds what is not there, makes a version, and gives the meta', async () => {
    const path = await created({ tag: [{ ...x, display: 'first' }] });
    const reply = await change('add', path, {
      tag: [{ ...x, display: 'again', version: '2' }, y, y],
      profile: ['urn:p', 'urn:p'],
      security: [{ system: 'urn:l', code: 'R' }],
    });
    expect(reply).toMatchObject({ status: 200, headers: { etag: 'W/"2"' } });
    const expected = {
      versionId: '2',
      tag: [{ ...x, display: 'first' }, y],
      profile: ['urn:p'],
      security: [{ system: 'urn:l', code: 'R' }],
    };
    expect(metaOf(reply)).toMatchObject(expected);
    expect((await server().get(path)).resource.meta).toMatchObject(expected);
    expect((await server().get(`${path}/_history/1`)).resource.meta).not.toHaveProperty('profile');
    expect((await server().get('/Patient?_tag=urn:t|y')).resource.total).toBe(1);
    expect((await server().get(`${path}/_history`)).entries[0]?.request).toEqual({
      method: 'PUT',
      url: path.slice(1),
    });
  });

  it('makes no version where all is there', async () => {
    const path = await created({ tag: [x] });
    expect((await change('add', path, { tag: [x] })).headers.etag).toBe('W/"1"');
  });

  it("leaves the server's own part of meta to the server", async () => {
    const path = await created();
    const meta = metaOf(
      await change('add', path, { versionId: '9', lastUpdated: '1999-01-01T00:00:00Z', tag: [x] }),
    );
    expect(meta).toMatchObject({ versionId: '2', tag: [x] });
    expect(meta.lastUpdated).not.toContain('1999');
  });

  it('loses nothing of what is added at once', async () => {
    const path = await created();
    const codes = Array.from({ length: 20 }, (_, i) => `c${i}`);
    await Promise.all(codes.map((code) => change('add', path, { tag: [{ code }] })));
    const { tag } = (await server().get(path)).resource.meta as { tag: { code: string }[] };
    expect(tag.map(({ code }) => code).sort()).toEqual([...codes].sort());
  });
});

describe('$meta-delete', () => {
  it('takes away what is there and does not mind what is not', async () => {
    const path = await created({ tag: [{ ...x, display: 'first' }, y], profile: ['urn:p'] });
    const reply = await change('delete', path, { tag: [x, { code: 'never' }], profile: ['urn:p', 'urn:q'] });
    expect(metaOf(reply)).toMatchObject({ versionId: '2', tag: [y] });
    expect(metaOf(reply)).not.toHaveProperty('profile');
    expect((await change('delete', path, { tag: [x] })).headers.etag).toBe('W/"2"');
  });
});

describe('what changes meta is refused', () => {
  it('without a meta, with one that is not valid, or with another parameter', async () => {
    const path = await created();
    for (const body of [
      undefined,
      { resourceType: 'Parameters' },
      parameters({ tag: 'x' }),
      parameters({ colour: 'red' }),
      { resourceType: 'Parameters', parameter: [{ name: 'tag', valueCoding: x }] },
      { resourceType: 'Patient' },
    ])
      for (const name of ['add', 'delete'])
        expect((await server().send('POST', `${path}/$meta-${name}`, { body })).status).toBe(400);
    expect((await server().get(path)).headers.etag).toBe('W/"1"');
  });

  it('for what is not there, another version than asked for, GET, a type, and an old version', async () => {
    const path = await created();
    expect((await change('add', '/Patient/never', { tag: [x] })).status).toBe(404);
    expect((await change('add', path, { tag: [x] }, { 'If-Match': 'W/"3"' })).status).toBe(412);
    expect((await change('add', path, { tag: [x] }, { 'If-Match': 'W/"1"' })).status).toBe(200);
    expect(await server().get(`${path}/$meta-add`)).toMatchObject({
      status: 405,
      headers: { allow: 'POST' },
    });
    expect((await change('add', '/Patient', { tag: [x] })).status).toBe(404);
    expect((await change('add', `${path}/_history/1`, { tag: [x] })).status).toBe(404);
  });
});
