import { useServer } from '../server-for-tests.ts';

const server = useServer();
const put = (id: string, value = id) =>
  server().put(`/Patient/${id}`, { resourceType: 'Patient', id, identifier: [{ value }] });

describe('delete', () => {
  it('takes a resource out of reads and searches but not out of its history', async () => {
    await put('a');
    expect(await server().delete('/Patient/a')).toMatchObject({
      status: 204,
      text: '',
      headers: { etag: 'W/"2"' },
    });
    expect((await server().get('/Patient/a')).status).toBe(410);
    expect((await server().get('/Patient?identifier=a')).resource).toMatchObject({ total: 0 });
    expect((await server().get('/Patient/a/_history')).entries).toHaveLength(2);
  });

  it('answers the same when it is asked again, or for what never was', async () => {
    await put('b');
    await server().delete('/Patient/b');
    expect(await server().delete('/Patient/b')).toMatchObject({ status: 204 });
    expect(await server().delete('/Patient/never')).toMatchObject({ status: 204 });
    expect((await server().get('/Patient/b/_history')).entries).toHaveLength(2);
  });

  it('deletes only the version of If-Match', async () => {
    await put('c');
    const deleteAt = (tag: string) => server().delete('/Patient/c', { 'If-Match': tag });
    expect((await deleteAt('W/"2"')).status).toBe(412);
    expect((await deleteAt('W/"1"')).status).toBe(204);
  });
});

describe('conditional delete', () => {
  it('deletes the one that matches and is content with none', async () => {
    await put('d');
    expect((await server().delete('/Patient?identifier=d')).status).toBe(204);
    expect((await server().get('/Patient/d')).status).toBe(410);
    expect((await server().delete('/Patient?identifier=d')).status).toBe(204);
  });

  it('deletes none where several match', async () => {
    await put('e1', 'e');
    await put('e2', 'e');
    expect((await server().delete('/Patient?identifier=e')).status).toBe(412);
    expect((await server().get('/Patient?identifier=e')).resource).toMatchObject({ total: 2 });
  });

  it.each(['/Patient', '/Patient?', '/Patient?_format=json', '/Patient?unheard-of=1'])(
    'refuses %s, which would take any',
    async (path) => {
      const { status } = await server().delete(path);
      expect([400, 405]).toContain(status);
    },
  );
});
