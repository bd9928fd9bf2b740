import type { Resource } from '#fhir/resource.ts';
import { useServer } from '../../server-for-tests.ts';
import { bundleOf, entry, patient } from './bundle-of.ts';

const server = useServer();

describe.each(['batch', 'transaction'])('a %s answers', (type) => {
  const send = async (preference: string | undefined) => {
    const id = `${type}-${preference ?? 'none'}`;
    await server().put(`/Patient/${id}-old`, patient('old', { id: `${id}-old` }));
    await server().put(`/Patient/${id}-gone`, patient('gone', { id: `${id}-gone` }));
    const bundle = bundleOf(
      type,
      entry(`PUT Patient/${id}`, patient('new', { id })),
      entry(`PUT Patient/${id}-old`, patient('old', { id: `${id}-old` })),
      entry(`DELETE Patient/${id}-gone`),
      entry(`GET Patient/${id}-old`),
    );
    const reply = await server().post('', bundle, preference ? { Prefer: `return=${preference}` } : {});
    expect(reply.status).toBe(200);
    return reply.entries as { resource?: Resource; response: { status: string; outcome?: Resource } }[];
  };
  const types = (entries: Awaited<ReturnType<typeof send>>) =>
    entries.map(({ resource, response }) => [resource?.resourceType, response.outcome?.resourceType]);

  it.each([undefined, 'minimal', 'nothing'])('without what it wrote: %s', async (preference) => {
    expect(types(await send(preference))).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
      ['Patient', undefined],
    ]);
  });

  it('with what it wrote', async () => {
    expect(types(await send('representation'))).toEqual([
      ['Patient', undefined],
      ['Patient', undefined],
      [undefined, undefined],
      ['Patient', undefined],
    ]);
  });

  it('with an outcome of each write', async () => {
    const entries = await send('OperationOutcome');
    expect(types(entries)).toEqual([
      [undefined, 'OperationOutcome'],
      [undefined, 'OperationOutcome'],
      [undefined, 'OperationOutcome'],
      ['Patient', undefined],
    ]);
    expect(entries.map(({ response }) => response.status)).toEqual([
      '201 Created',
      '200 OK',
      '200 OK',
      '200 OK',
    ]);
    expect(JSON.stringify(entries[1]?.response.outcome)).toContain('nothing to change');
  });
});
