import type { Resource } from '#fhir/resource.ts';
import type { SubjectBundle } from '#study/subject-bundle.ts';

const BASE = 'https://exo-t2dm.example.org/fhir';
const PRODUCTS = { intervention: ['exo-hws-lot-a12', 'exo-huvec-lot-c07'], control: ['exo-hws-lot-a12'] };
const ARM_NAMES = { intervention: 'Group 1: Intervention Group', control: 'Group 2: Control Group' };

export type Arm = keyof typeof PRODUCTS;

/** A moment on a day of the study, day 0 being 10 June 2025, as dateTime of the trial's zone. */
export function at(day: number, time = '07:00'): string {
  return `${new Date(Date.UTC(2025, 5, 10 + day)).toISOString().slice(0, 10)}T${time}:00+07:00`;
}

export interface ObservationInput {
  id: string;
  system?: string;
  loinc?: string;
  codes?: string[];
  effective: string;
  value?: number;
  unit: string;
  comparator?: string;
  status?: string;
  issued?: string;
  absent?: string;
  original?: { value: number; unit: string; loinc: string };
  version?: string;
}

/** A laboratory result as stored. */
export function observation(subject: string, input: ObservationInput): Resource {
  const {
    id,
    system = 'http://loinc.org',
    loinc = '4548-4',
    codes = [loinc],
    effective,
    value,
    unit,
    comparator,
    original,
  } = input;
  const quantity = (v: number, u: string) => ({
    value: v,
    unit: u,
    system: 'http://unitsofmeasure.org',
    code: u,
  });
  return {
    resourceType: 'Observation',
    id,
    meta: { versionId: input.version ?? '1' },
    status: input.status ?? 'final',
    code: { coding: codes.map((code) => ({ system, code })) },
    subject: { reference: subject },
    effectiveDateTime: effective,
    ...(input.issued ? { issued: input.issued } : {}),
    ...(value === undefined
      ? {}
      : { valueQuantity: { ...quantity(value, unit), ...(comparator ? { comparator } : {}) } }),
    ...(input.absent ? { dataAbsentReason: { coding: [{ code: input.absent }] } } : {}),
    ...(original
      ? {
          extension: [
            {
              url: `${BASE}/StructureDefinition/original-result`,
              extension: [
                { url: 'code', valueCoding: { system: 'http://loinc.org', code: original.loinc } },
                { url: 'value', valueQuantity: quantity(original.value, original.unit) },
                { url: 'rule', valueCode: 'test' },
              ],
            },
          ],
        }
      : {}),
  };
}

export interface SubjectInput {
  id: string;
  arm: Arm | null;
  status?: string;
  withdrawalReason?: string;
  /** Days of the completed dose visits. */
  doseDays?: number[];
  observations?: ObservationInput[];
  adverseEvents?: { serious?: boolean; text: string; day: number }[];
  extra?: Resource[];
}

function doses({ id, arm, doseDays = [0, 30, 60] }: SubjectInput): Resource[] {
  return (arm ? PRODUCTS[arm] : []).flatMap((lot) =>
    doseDays.map((day) => ({
      resourceType: 'MedicationAdministration',
      id: `ma-${id}-${day}-${lot}`,
      meta: { versionId: '1' },
      status: 'completed',
      medicationReference: { reference: `Medication/${lot}` },
      subject: { reference: `Patient/${id}` },
      effectiveDateTime: at(day, '10:00'),
    })),
  );
}

/** One subject's bundle as the server would gather it; randomised in the morning of day 0. */
export function subject(input: SubjectInput): SubjectBundle {
  const { id, arm } = input;
  const reference = `Patient/${id}`;
  const resources: Resource[] = [
    {
      resourceType: 'Patient',
      id,
      meta: {
        versionId: '1',
        tag: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HTEST' }],
      },
      identifier: [{ system: `${BASE}/sid/subject`, value: id }],
    },
    {
      resourceType: 'ResearchSubject',
      id: `rs-${id}`,
      meta: { versionId: '2' },
      status: input.status ?? (arm ? 'off-study' : 'ineligible'),
      individual: { reference },
      study: { reference: 'ResearchStudy/nct07144241' },
      ...(arm ? { assignedArm: ARM_NAMES[arm] } : {}),
      extension: [
        ...(arm ? [{ url: `${BASE}/StructureDefinition/randomised-at`, valueDateTime: at(0, '06:30') }] : []),
        ...(input.withdrawalReason
          ? [
              {
                url: `${BASE}/StructureDefinition/withdrawal-reason`,
                valueCodeableConcept: { text: input.withdrawalReason },
              },
            ]
          : []),
      ],
    },
    ...doses(input),
    ...(input.observations ?? []).map((one) => observation(reference, one)),
    ...(input.adverseEvents ?? []).map((event, i) => ({
      resourceType: 'AdverseEvent',
      id: `ae-${id}-${i}`,
      meta: { versionId: '1' },
      actuality: 'actual',
      event: { text: event.text },
      subject: { reference },
      date: at(event.day, '12:00'),
      seriousness: { coding: [{ code: event.serious ? 'Serious' : 'Non-serious' }] },
      severity: { coding: [{ code: event.serious ? 'severe' : 'mild' }] },
    })),
    ...(input.extra ?? []),
  ];
  return {
    subject: reference,
    bundle: { resourceType: 'Bundle', entry: resources.map((resource) => ({ resource })) },
  };
}
