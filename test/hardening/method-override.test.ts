/** The method of a request is its method, whatever headers and fields say. */
import { useServer } from '../server-for-tests.ts';

const server = useServer();

it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
  '%s changes nothing',
  async (name) => {
    await server().put('/Patient/kept', { resourceType: 'Patient', id: 'kept' });
    expect((await server().get('/Patient/kept', { [name]: 'DELETE' })).status).toBe(200);
    await server().send('POST', '/Patient/kept', { body: {}, headers: { [name]: 'DELETE' } });
    expect((await server().get('/Patient/kept')).status).toBe(200);
  },
);

it('a field named _method changes nothing', async () => {
  await server().put('/Patient/kept', { resourceType: 'Patient', id: 'kept' });
  const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
  await server().post('/Patient/_search', '_method=DELETE&_id=kept', FORM);
  await server().get('/Patient/kept?_method=DELETE');
  expect((await server().get('/Patient/kept')).status).toBe(200);
});

it.each(['TRACE', 'PROPFIND', 'LINK', 'QUERY'])('%s is refused', async (method) => {
  expect([405, 404, 400]).toContain((await server().send(method, '/Patient/kept')).status);
});
