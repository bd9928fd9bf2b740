import { loadDefinitions } from '#conformance/definitions.ts';
import { SearchParameters } from '#conformance/search-parameter.ts';

it('counts changes alone: the same parameters once more are none', () => {
  const parameters = new SearchParameters(loadDefinitions());
  const eye = {
    url: 'urn:test:eye-colour',
    code: 'eye-colour',
    type: 'token' as const,
    base: ['Patient'],
    expression: 'Patient.extension',
    target: [],
  };
  const added = (ready: boolean) => [{ definition: { ...eye }, ready }];
  parameters.setAdded(added(false));
  const { generation } = parameters;
  parameters.setAdded(added(false));
  expect(parameters.generation).toBe(generation);
  parameters.setAdded(added(true));
  expect(parameters.generation).toBe(generation + 1);
  expect(parameters.find('Patient', 'eye-colour')).toBeDefined();
  parameters.setAdded([]);
  expect(parameters.find('Patient', 'eye-colour')).toBeUndefined();
});
