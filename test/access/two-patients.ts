import { type House, useHouse } from './calling.ts';

/** A patient who works with the own record. */
export const OF_P1 = { patient: 'p1', user: { id: 'p1', fhirUser: 'Patient/p1' } };

export const patient = (id: string, more: object = {}) => ({
  resourceType: 'Patient',
  id,
  identifier: [{ system: 'urn:subject', value: id.toUpperCase() }],
  ...more,
});

export const observation = (id: string, of: string, more: object = {}) => ({
  resourceType: 'Observation',
  id: (id || undefined) as string,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }] },
  subject: { reference: `Patient/${of}` },
  identifier: [{ system: 'urn:result', value: id || 'new' }],
  valueQuantity: { value: of === 'p2' ? 9 : 5, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
  ...more,
});

export const laboratory = {
  category: [
    {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }],
    },
  ],
};

export const enrolled = (of: string, study: string) => ({
  resourceType: 'ResearchSubject',
  id: `in-${study}-${of}`,
  status: 'on-study',
  study: { reference: `ResearchStudy/${study}` },
  individual: { reference: `Patient/${of}` },
});

export const bundle = (type: string, ...entries: [string, string, object?, object?][]) => ({
  resourceType: 'Bundle',
  type,
  entry: entries.map(([method, url, resource, more]) => ({
    ...(resource ? { resource } : {}),
    request: { method, url, ...more },
  })),
});

/** Two patients in two studies, and what was once filed under the wrong one. */
export function useTwoPatients(): () => House {
  const house = useHouse();
  beforeAll(async () => {
    await house().seed([
      { resourceType: 'Practitioner', id: 'doctor', active: true },
      { resourceType: 'Organization', id: 'clinic', name: 'Clinic' },
      { resourceType: 'ResearchStudy', id: 's1', status: 'active' },
      { resourceType: 'ResearchStudy', id: 's2', status: 'active' },
      patient('p1', { gender: 'female', managingOrganization: { reference: 'Organization/clinic' } }),
      patient('p2', { gender: 'male', managingOrganization: { reference: 'Organization/clinic' } }),
      enrolled('p1', 's1'),
      enrolled('p2', 's2'),
      observation('o1', 'p1', laboratory),
      observation('o1b', 'p1'),
      observation('o2', 'p2', laboratory),
      {
        resourceType: 'List',
        id: 'both',
        status: 'current',
        mode: 'working',
        subject: { reference: 'Patient/p2' },
        entry: [{ item: { reference: 'Observation/o1' } }],
      },
      // A result of p2 that was once filed under p1, and one of p1 that was once filed under p2.
      observation('moved-away', 'p1'),
      observation('moved-here', 'p2'),
    ]);
    await house().seed([observation('moved-away', 'p2'), observation('moved-here', 'p1')]);
  });
  return house;
}
