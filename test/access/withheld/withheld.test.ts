import { Withheld } from '#access/withheld/withheld.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';

const ARM = 'https://example.org/arm';
const withholding = {
  types: [],
  elements: { ResearchSubject: ['assignedArm', `extension(${ARM})`], Patient: ['name'] },
};

const betrays = (type: string, expression: string): boolean => {
  const parameters: Pick<SearchParameters, 'find' | 'byUrl'> = {
    find: () => ({ expression }) as ReturnType<SearchParameters['find']>,
    byUrl: () => undefined,
  };
  return new Withheld([withholding], parameters as SearchParameters).betrays(type, 'x');
};

it.each([
  'ResearchSubject.assignedArm',
  'ResearchSubject.status | ResearchSubject.assignedArm',
  'ResearchSubject.where(true).assignedArm',
  "ResearchSubject.where(assignedArm = 'Arm A').status",
  'ResearchSubject.iif(true, assignedArm, status)',
  'ResearchSubject.children()',
  'Resource.descendants().where($this is string)',
  'DomainResource.extension',
  'Patient.union(ResearchSubject.assignedArm)',
  'ResearchSubject.status.where(%resource.assignedArm.exists())',
  "ResearchSubject.status.exists() and ResearchSubject.assignedArm = 'Arm A'",
  `ResearchSubject.extension.where(url = '${ARM}').value`,
  `ResearchSubject.extension('${ARM}').value`,
  '(ResearchSubject).assignedArm',
])('a parameter that may read what is withheld is told: %s', (expression) => {
  expect(betrays('ResearchSubject', expression)).toBe(true);
});

it.each([
  ['ResearchSubject', 'ResearchSubject.individual.where(resolve() is Patient)'],
  ['ResearchSubject', "ResearchSubject.extension.where(url = 'https://example.org/other').value"],
  ['ResearchSubject', '(ResearchSubject.period as Period) | Patient.assignedArm'],
  ['Patient', "Patient.telecom.where(system='email') | Person.name"],
  ['Patient', 'Patient.deceased.exists() and Patient.deceased != false'],
])('one that reads something else of %s is not: %s', (type, expression) => {
  expect(betrays(type, expression)).toBe(false);
});
