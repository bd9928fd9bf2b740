import { useServer } from '../../server-for-tests.ts';

const server = useServer();
const URL = 'http://a.org/fhir';
const define = (resource: Record<string, unknown> & { resourceType: string; id: string }) => ({
  // Not its url: an element of type uri, as a Coding's system is, would be taken as a link to the entry.
  fullUrl: `https://where-it-was.example.org/${resource.resourceType}/${resource.id}`,
  resource: { url: `${URL}/${resource.resourceType}/${resource.id}`, status: 'draft', ...resource },
  request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
});
const colours = (id: string, permitted = 'red') => [
  define({
    resourceType: 'CodeSystem',
    id,
    content: 'complete',
    concept: ['red', 'green', 'blue'].map((code) => ({ code })),
  }),
  define({
    resourceType: 'ValueSet',
    id,
    compose: { include: [{ system: `${URL}/CodeSystem/${id}`, concept: [{ code: permitted }] }] },
  }),
  define({
    resourceType: 'StructureDefinition',
    id,
    name: 'Coloured',
    kind: 'resource',
    abstract: false,
    type: 'Basic',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Basic',
    derivation: 'constraint',
    differential: {
      element: [
        {
          id: 'Basic.code',
          path: 'Basic.code',
          binding: { strength: 'required', valueSet: `${URL}/ValueSet/${id}` },
        },
      ],
    },
  }),
];
const coloured = (id: string, code: string) => ({
  resource: {
    resourceType: 'Basic',
    meta: { profile: [`${URL}/StructureDefinition/${id}`] },
    code: { coding: [{ system: `${URL}/CodeSystem/${id}`, code }] },
  },
  request: { method: 'POST', url: 'Basic' },
});
const transaction = (...entry: object[]) => ({ resourceType: 'Bundle', type: 'transaction', entry });

describe('definitions that come in the transaction of those who use them', () => {
  it('are known, whichever comes first', async () => {
    const entries = [coloured('one', 'blue'), ...colours('one')];
    const { status, issues } = await server().post('', transaction(...entries));
    expect(status).toBe(422);
    expect(issues).toContainEqual(
      expect.objectContaining({ code: 'code-invalid', expression: ['Bundle.entry[0].resource.code'] }),
    );
    expect((await server().post('', transaction(coloured('one', 'red'), ...colours('one')))).status).toBe(
      200,
    );
  });

  it('are known to $validate of the Bundle', async () => {
    const { issues } = await server().post(
      '/Bundle/$validate',
      transaction(coloured('two', 'blue'), ...colours('two')),
    );
    const found = issues.filter(({ severity }) => severity === 'error');
    expect(found.map(({ code }) => code)).toEqual(['code-invalid']);
    expect(found[0]?.expression?.[0]).toMatch(/^Bundle\.entry\[0\]\.resource/);
  });

  it('are forgotten where the transaction is refused', async () => {
    await server().post('', transaction(coloured('three', 'blue'), ...colours('three')));
    const { resource } = coloured('three', 'blue');
    const { status, issues } = await server().post('/Basic', resource, { Prefer: 'return=OperationOutcome' });
    expect(status).toBe(201);
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('are used in the version that comes, and not in the one that is stored', async () => {
    await server().post('', transaction(...colours('four')));
    const other = colours('four', 'green');
    expect((await server().post('', transaction(coloured('four', 'red'), ...other))).status).toBe(422);
    expect((await server().post('', transaction(coloured('four', 'green'), ...other))).status).toBe(200);
  });

  it.each([
    ['elements that are no list', 'StructureDefinition', { differential: { element: {} } }],
    ['an element without a path', 'StructureDefinition', { differential: { element: [{}] } }],
    ['parts that are no list', 'ValueSet', { compose: { include: {} } }],
    ['concepts that are none', 'CodeSystem', { concept: [5] }],
  ])('are told of, and no more, where they have %s', async (_, type, broken) => {
    const entries = colours('five').map((entry) =>
      entry.resource.resourceType === type ? { ...entry, resource: { ...entry.resource, ...broken } } : entry,
    );
    const { status, issues } = await server().post('', transaction(coloured('five', 'red'), ...entries));
    expect(status).toBe(400);
    expect(issues[0]?.expression?.[0]).toMatch(/^Bundle\.entry\[[123]\]\.resource/);
  });
});
