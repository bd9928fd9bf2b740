import { type House, useHouse } from './calling.ts';

const ARM = 'https://exo-t2dm.example.org/fhir/StructureDefinition/assigned-arm-code';

export const patient = (id: string, site: string) => ({
  resourceType: 'Patient',
  id,
  name: [{ family: `Secret-${id}` }],
  birthDate: '1970',
  managingOrganization: { reference: `Organization/${site}` },
});

export const enrolled = (id: string, of: string, study: string, arm: string) => ({
  resourceType: 'ResearchSubject',
  id,
  status: 'on-study',
  study: { reference: `ResearchStudy/${study}` },
  individual: { reference: `Patient/${of}` },
  assignedArm: `Arm ${arm}`,
  text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">in Arm ${arm}</div>` },
  extension: [{ url: ARM, valueCoding: { system: 'urn:arm', code: arm } }],
});

export const result = (id: string, of: string, more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: 'HbA1c' },
  subject: { reference: `Patient/${of}` },
  note: [{ text: 'called at home' }],
  ...more,
});

export const dose = (id: string, of: string) => ({
  resourceType: 'MedicationAdministration',
  id,
  status: 'completed',
  medicationCodeableConcept: { text: 'EXO-HUVEC' },
  subject: { reference: `Patient/${of}` },
  effectiveDateTime: '2026-01-01',
});

export const byLab = (lab: string) => ({ performer: [{ reference: `Organization/${lab}` }] });
const extension = (study: string) => ({
  extension: [
    {
      url: 'http://hl7.org/fhir/StructureDefinition/workflow-researchStudy',
      valueReference: { reference: `ResearchStudy/${study}` },
    },
  ],
});

/** Three patients at two sites, in two studies and two arms. */
export function useTwoStudies(): () => House {
  const house = useHouse();
  beforeAll(async () => {
    await house().seed([
      { resourceType: 'ResearchStudy', id: 's1', status: 'active', title: 'One' },
      { resourceType: 'ResearchStudy', id: 's2', status: 'active', title: 'Two' },
      { resourceType: 'Organization', id: 'north', name: 'North' },
      patient('a', 'north'),
      patient('b', 'south'),
      patient('c', 'north'),
      enrolled('ea', 'a', 's1', 'huvec'),
      enrolled('eb', 'b', 's1', 'control'),
      enrolled('ec', 'c', 's2', 'huvec'),
      // a takes part in both studies, in another arm.
      enrolled('ea2', 'a', 's2', 'control'),
      result('ra', 'a', byLab('lab')),
      result('rb', 'b', byLab('other')),
      result('rc', 'c', byLab('lab')),
      result('ra-of-s2', 'a', extension('s2')),
      dose('da', 'a'),
      {
        resourceType: 'AdverseEvent',
        id: 'ae',
        actuality: 'actual',
        subject: { reference: 'Patient/a' },
        suspectEntity: [{ instance: { reference: 'Medication/m' } }],
      },
      { resourceType: 'AuditEvent', id: 'audit', outcome: '0' },
      {
        resourceType: 'MeasureReport',
        id: 'summary',
        status: 'complete',
        type: 'summary',
        measure: 'urn:m',
        evaluatedResource: [{ reference: 'Observation/ra' }],
      },
      {
        resourceType: 'MeasureReport',
        id: 'single',
        status: 'complete',
        type: 'individual',
        measure: 'urn:m',
        subject: { reference: 'Patient/a' },
      },
    ]);
  });
  return house;
}
