import { useServer } from '../server-for-tests.ts';

const server = useServer();
const patient = (id: string, active?: boolean) => ({
  resourceType: 'Patient',
  id,
  ...(active === undefined ? {} : { active }),
});
const identified = (value: string, more = {}) => ({
  resourceType: 'Patient',
  identifier: [{ system: 'urn:s', value }],
  ...more,
});

describe('update', () => {
  it('creates under the id of the client, and then replaces', async () => {
    const created = await server().put('/Patient/own', patient('own', true));
    expect(created).toMatchObject({ status: 201, headers: { etag: 'W/"1"' } });
    expect(created.headers.location).toBe(`${server().baseUrl}/Patient/own/_history/1`);
    const updated = await server().put('/Patient/own', patient('own'));
    expect(updated).toMatchObject({ status: 200, headers: { etag: 'W/"2"' } });
    expect((await server().get('/Patient/own')).resource).not.toHaveProperty('active');
  });

  it('makes no version where nothing changes', async () => {
    const first = await server().put('/Patient/same', patient('same', true));
    const second = await server().put('/Patient/same', first.resource);
    expect(second).toMatchObject({ status: 200, resource: first.resource, headers: { etag: 'W/"1"' } });
  });

  it('brings a deleted resource back as its next version', async () => {
    await server().put('/Patient/back', patient('back'));
    await server().delete('/Patient/back');
    expect(await server().put('/Patient/back', patient('back'))).toMatchObject({
      status: 201,
      headers: { etag: 'W/"3"' },
    });
  });

  it.each([
    ['another id', patient('other')],
    ['no id', { resourceType: 'Patient' }],
    ['a number for an id', { resourceType: 'Patient', id: 7 }],
  ])('refuses a body with %s', async (_, body) => {
    expect(await server().put('/Patient/mine', body)).toMatchObject({
      status: 400,
      issues: [{ expression: ['Patient.id'] }],
    });
    expect((await server().get('/Patient/mine')).status).toBe(404);
  });

  it('writes only over the version of If-Match', async () => {
    await server().put('/Patient/locked', patient('locked', true));
    const at = (tag: string) =>
      server().put('/Patient/locked', patient('locked', false), { 'If-Match': tag });
    expect(await at('W/"2"')).toMatchObject({ status: 412, issues: [{ code: 'conflict' }] });
    expect(await at('W/"1"')).toMatchObject({ status: 200 });
    expect(await at('W/"1"')).toMatchObject({ status: 412 });
    expect(await at('version one')).toMatchObject({ status: 400 });
    expect((await server().get('/Patient/locked')).headers.etag).toBe('W/"2"');
  });

  it('lets every one of many writers through who tries again', async () => {
    await server().put('/Basic/counter', { resourceType: 'Basic', id: 'counter', code: { text: '0' } });
    const increment = async (): Promise<void> => {
      const { headers, resource } = await server().get('/Basic/counter');
      const code = { text: String(Number((resource.code as { text: string }).text) + 1) };
      const { status } = await server().put(
        '/Basic/counter',
        { ...resource, code },
        { 'If-Match': headers.etag as string },
      );
      if (status === 412) return increment();
      expect(status).toBe(200);
    };
    await Promise.all(Array.from({ length: 12 }, increment));
    expect((await server().get('/Basic/counter')).resource).toMatchObject({ code: { text: '12' } });
  });
});

describe('conditional update', () => {
  it('creates where nothing matches and updates the one that does', async () => {
    const created = await server().put('/Patient?identifier=urn:s|a', identified('a'));
    expect(created.status).toBe(201);
    const updated = await server().put('/Patient?identifier=urn:s|a', identified('a', { active: true }));
    expect(updated).toMatchObject({ status: 200, resource: { id: created.resource.id, active: true } });
  });

  it('takes an id of the client that agrees, and refuses one that does not', async () => {
    const given = await server().put('/Patient?identifier=urn:s|b', identified('b', { id: 'b-own' }));
    expect(given).toMatchObject({ status: 201, resource: { id: 'b-own' } });
    expect(
      await server().put('/Patient?identifier=urn:s|b', identified('b', { id: 'b-other' })),
    ).toMatchObject({ status: 400, issues: [{ expression: ['Patient.id'] }] });
  });

  it('answers 412 where several match', async () => {
    await server().post('/Patient', identified('two'));
    await server().post('/Patient', identified('two'));
    expect((await server().put('/Patient?identifier=two', identified('two'))).status).toBe(412);
  });

  it('refuses a whole type', async () => {
    const { status, issues } = await server().put('/Patient', identified('x'));
    expect(status).toBe(405);
    expect(issues[0]?.diagnostics).toContain('criteria');
  });
});

it('creates and never overwrites under If-None-Match: *, alone and in a transaction', async () => {
  const resource = { resourceType: 'Patient', id: 'only-new' };
  const put = (body: object) => server().put('/Patient/only-new', body, { 'If-None-Match': '*' });
  expect((await put(resource)).status).toBe(201);
  const changed = { ...resource, active: true };
  expect((await put(changed)).status).toBe(412);
  const entry = [
    { resource: changed, request: { method: 'PUT', url: 'Patient/only-new', ifNoneMatch: '*' } },
  ];
  expect((await server().post('', { resourceType: 'Bundle', type: 'transaction', entry })).status).toBe(412);
  expect((await server().get('/Patient/only-new')).resource.meta?.versionId).toBe('1');
});
