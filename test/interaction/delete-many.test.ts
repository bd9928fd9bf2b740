import { useServer } from '../server-for-tests.ts';
import { bundleOf, entry, transactionOf } from './bundle/bundle-of.ts';

const server = useServer({ conditionalDeletes: 3 }, { CONDITIONAL_DELETE: 'multiple' });

const create = (value: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, i) =>
      server().put(`/Patient/${value}${i}`, {
        resourceType: 'Patient',
        id: `${value}${i}`,
        identifier: [{ value }],
      }),
    ),
  );
const total = async (value: string) =>
  (await server().get(`/Patient?identifier=${value}&_summary=count`)).resource.total;

describe('conditional delete where several may be deleted', () => {
  it.each([
    ['none', 0, '0 resources of type Patient were deleted'],
    ['one', 1, '1 Patient was deleted'],
    ['several', 3, '3 resources of type Patient were deleted'],
  ])('deletes %s and says how many', async (value, count, diagnostics) => {
    await create(value, count);
    expect(await server().delete(`/Patient?identifier=${value}`)).toMatchObject({
      status: 200,
      resource: { resourceType: 'OperationOutcome' },
      issues: [{ severity: 'information', diagnostics }],
    });
    expect(await total(value)).toBe(0);
    if (count) expect((await server().get(`/Patient/${value}0`)).status).toBe(410);
  });

  it('deletes none of more than it deletes at once', async () => {
    await create('many', 4);
    expect(await server().delete('/Patient?identifier=many')).toMatchObject({
      status: 412,
      issues: [{ code: 'too-costly', diagnostics: expect.stringContaining('more than 3') }],
    });
    expect(await total('many')).toBe(4);
  });

  it('answers without a body where that is preferred', async () => {
    await create('quiet', 2);
    expect(await server().delete('/Patient?identifier=quiet', { Prefer: 'return=minimal' })).toMatchObject({
      status: 204,
      text: '',
    });
    expect(await total('quiet')).toBe(0);
  });

  it('deletes one version of one resource where If-Match asks for it', async () => {
    await create('version', 2);
    const first = { 'If-Match': 'W/"1"' };
    expect((await server().delete('/Patient?identifier=version', first)).status).toBe(412);
    await server().delete('/Patient/version0');
    expect((await server().delete('/Patient?identifier=version', { 'If-Match': 'W/"2"' })).status).toBe(412);
    expect((await server().delete('/Patient?identifier=version', first)).status).toBe(200);
  });

  it.each(['batch', 'transaction'])('counts them in a %s', async (type) => {
    await create(type, 2);
    const { entries } = await server().post(
      '',
      bundleOf(
        type,
        entry(`DELETE Patient?identifier=${type}`),
        entry('POST Patient', { resourceType: 'Patient' }),
      ),
      { Prefer: 'return=OperationOutcome' },
    );
    expect(entries[0]?.response).toMatchObject({
      status: '200 OK',
      outcome: { issue: [{ diagnostics: '2 resources of type Patient were deleted' }] },
    });
    expect(await total(type)).toBe(0);
  });

  it('refuses a transaction that deletes and writes one of them', async () => {
    await create('overlap', 2);
    const update = entry('PUT Patient/overlap1', { resourceType: 'Patient', id: 'overlap1' });
    const bundle = transactionOf(entry('DELETE Patient?identifier=overlap'), update);
    expect(await server().post('', bundle)).toMatchObject({ status: 400, issues: [{ code: 'duplicate' }] });
    expect(await total('overlap')).toBe(2);
  });

  it('is what the CapabilityStatement says', async () => {
    const { resource } = await server().get('/metadata');
    const [rest] = resource.rest as { resource: { conditionalDelete: string }[] }[];
    expect(new Set(rest?.resource.map(({ conditionalDelete }) => conditionalDelete))).toEqual(
      new Set(['multiple']),
    );
  });
});
