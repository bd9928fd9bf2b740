import type { Resource } from '#fhir/resource.ts';
import { coded, TERMINOLOGY } from '../coded.ts';
import type { SubjectRecord } from '../subject-record.ts';
import { siteTime, syntheticResource } from '../synthetic-resource.ts';
import type { Coding } from '../trial-data.ts';
import { INTRAVENOUS, VIAL } from './medication-administration.ts';

/** The order of one study product for all doses; linked to the study by supportingInformation. */
export function writeMedicationRequest({ trial, course, patient }: SubjectRecord, product: Coding): Resource {
  const { names, design, visits } = trial;
  const count = visits.filter(({ dose }) => dose !== undefined).length;
  return syntheticResource(trial, 'exo-medication-request', {
    resourceType: 'MedicationRequest',
    identifier: [{ system: names.identifier('prescription'), value: `${course.id}.${product.code}` }],
    status: 'active',
    intent: 'order',
    category: [coded(`${TERMINOLOGY}/medicationrequest-category`, 'outpatient', 'Outpatient')],
    medicationCodeableConcept: { coding: [product] },
    subject: patient,
    supportingInformation: [{ reference: design.references.study }],
    authoredOn: siteTime(trial, course.randomised),
    requester: { reference: design.references.investigator },
    reasonCode: [{ coding: [design.condition] }],
    dosageInstruction: [
      {
        sequence: 1,
        text: '1 vial as intravenous bolus once a month',
        timing: { repeat: { count, frequency: 1, period: 1, periodUnit: 'mo' } },
        route: INTRAVENOUS,
        doseAndRate: [{ doseQuantity: VIAL }],
      },
    ],
  });
}
