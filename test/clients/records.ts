import type { Bundle, Observation, Patient, ResearchSubject, Resource } from '@medplum/fhirtypes';

/** The subjects of the tests, by their numbers. */
export const SUBJECTS = [1, 2, 3, 4, 5];

const patient = (n: number): Patient => ({
  resourceType: 'Patient',
  id: `p${n}`,
  identifier: [{ system: 'http://example.org/subjects', value: `S-${n}` }],
  gender: n % 2 ? 'female' : 'male',
  birthDate: `195${n}-03-04`,
});

const subject = (n: number): ResearchSubject => ({
  resourceType: 'ResearchSubject',
  id: `s${n}`,
  status: n < 4 ? 'on-study' : 'withdrawn',
  study: { reference: 'ResearchStudy/trial' },
  individual: { reference: `Patient/p${n}` },
});

/** HbA1c, in percent: 7.5 for the first subject, half a percent more for each further one. */
const hba1c = (n: number): Observation => ({
  resourceType: 'Observation',
  id: `o${n}`,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }] },
  subject: { reference: `Patient/p${n}` },
  effectiveDateTime: `2025-0${n}-01T08:00:00Z`,
  valueQuantity: { value: 7 + n / 2, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
});

const study: Resource = { resourceType: 'ResearchStudy', id: 'trial', status: 'active', title: 'Trial' };

/** A transaction that stores a study and its subjects, each with one HbA1c. */
export const records = (): Bundle => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [study, ...SUBJECTS.flatMap((n) => [patient(n), subject(n), hba1c(n)])].map((resource) => ({
    fullUrl: `http://example.org/fhir/${resource.resourceType}/${resource.id}`,
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  })),
});

/** The ids of the matches in a searchset, or of its includes. */
export const ids = (bundle: Bundle, mode = 'match'): (string | undefined)[] =>
  (bundle.entry ?? []).filter(({ search }) => search?.mode === mode).map(({ resource }) => resource?.id);
