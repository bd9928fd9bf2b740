import { diagnosticsOf, issuesOf, observation, patient } from './issues-of.ts';

it('finds nothing in a valid resource', () => {
  expect(issuesOf(observation())).toEqual([]);
  expect(issuesOf(patient({}))).toEqual([]);
});

it('says where an issue is as FHIRPath with indexes and the type of a choice', () => {
  const component = (code: unknown) => ({
    code: { text: 'x' },
    valueQuantity: { value: 1, code, system: 'http://a.org' },
  });
  expect(issuesOf(observation({ component: [component('ok'), component(' no')] }))).toEqual([
    'value Observation.component[1].value.ofType(Quantity).code datatypes.html#code',
  ]);
});

it('validates the resources of a Bundle where they stand', () => {
  const entry = [{ resource: observation() }, { resource: observation({ status: 'finished' }) }];
  expect(issuesOf({ resourceType: 'Bundle', type: 'collection', entry })).toEqual([
    'code-invalid Bundle.entry[1].resource.status StructureDefinition/Observation#Observation.status',
  ]);
});

it('refuses what is no resource type of R4', () => {
  expect(issuesOf({ resourceType: 'Quantity' })).toEqual(['structure Quantity json.html#resources']);
  expect(issuesOf({ resourceType: 'DomainResource' })).toEqual([
    'structure DomainResource json.html#resources',
  ]);
  expect(issuesOf({} as never)).toEqual(['structure Resource json.html#resources']);
});

it('lists at most a hundred issues and then says how many there are', () => {
  const issues = issuesOf(patient({ name: Array.from({ length: 150 }, () => ({ famly: 'x' })) }));
  expect(issues).toHaveLength(101);
  expect(issues[100]).toContain('incomplete');
});

it('lets errors displace warnings when the list is full', () => {
  const entry: unknown[] = Array.from({ length: 120 }, () => ({
    resource: { resourceType: 'ValueSet', status: 'draft', name: 'not an identifier' },
  }));
  const bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [...entry, { resource: patient({ active: 'yes' }) }],
  };
  expect(issuesOf(bundle)[0]).toBe('value Bundle.entry[120].resource.active datatypes.html#boolean');
});

it('survives whatever JSON may hold', () => {
  const values = [null, 0, '', 'x', [], {}, [null], [[]], [{}], true];
  for (const name of [
    'id',
    'meta',
    'text',
    'contained',
    'extension',
    '_status',
    'status',
    'subject',
    'code',
    'component',
  ]) {
    for (const value of values) expect(() => issuesOf(observation({ [name]: value }))).not.toThrow();
  }
});

it('ignores the symbols by which the parser keeps the text of decimals', () => {
  const quantity = { value: 7.1, unit: '%', [Symbol('decimals')]: { value: '7.10' } };
  expect(issuesOf({ ...observation(), valueQuantity: quantity })).toEqual([]);
});

it('shortens what it quotes', () => {
  expect(diagnosticsOf(observation({ status: 'x'.repeat(5000) }))!.length).toBeLessThan(400);
});
