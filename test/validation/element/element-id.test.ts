import { issuesOf, patient } from '../issues-of.ts';

it('wants the ids of elements to differ within a resource', () => {
  expect(
    issuesOf(patient({ name: [{ id: 'a', text: 'x' }], telecom: [{ id: 'b', system: 'email' }] })),
  ).toEqual([]);
  expect(
    issuesOf(patient({ name: [{ id: 'a', text: 'x' }], telecom: [{ id: 'a', system: 'email' }] })),
  ).toEqual(['value Patient.telecom[0].id element.html#id']);
});

it('lets each resource of a Bundle have its own', () => {
  const resource = patient({ name: [{ id: 'a', text: 'x' }] });
  expect(
    issuesOf({ resourceType: 'Bundle', type: 'collection', entry: [{ resource }, { resource }] }),
  ).toEqual([]);
});

it('takes any string without spaces', () => {
  expect(issuesOf(patient({ name: [{ id: 'name_1:x', text: 'x' }] }))).toEqual([]);
  expect(issuesOf(patient({ name: [{ id: 'name 1', text: 'x' }] }))).toEqual([
    'value Patient.name[0].id element.html#id',
  ]);
});
