import { loadCareDates } from '#conformance/care-dates.ts';
import { loadDefinitions } from '#conformance/definitions.ts';
import { SearchParameters } from '#conformance/search-parameter.ts';

const dates = loadCareDates();

it.each([
  ['Observation', ['date'], []],
  ['Condition', ['abatement-date', 'onset-date'], ['recorded-date']],
  ['MedicationAdministration', ['effective-time'], []],
  ['MedicationRequest', [], ['authoredon']],
  ['ServiceRequest', ['occurrence'], ['authored']],
])('knows when care of a %s took place and when it was recorded', (type, care, recorded) => {
  expect(dates.get(type)).toEqual({ care, recorded });
});

it('knows none for people, whose dates are no care', () => {
  expect(dates.has('Patient')).toBe(false);
  expect(dates.has('Person')).toBe(false);
});

it('names date parameters of R4', () => {
  const parameters = new SearchParameters(loadDefinitions());
  for (const [type, { care, recorded }] of dates)
    for (const code of [...care, ...recorded]) expect(parameters.find(type, code)?.type).toBe('date');
});
