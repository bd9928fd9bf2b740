import type { CompartmentDefinition } from '#conformance/definitions.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import { inCompartment } from '#search/search-scope.ts';
import type { Reach } from '../reach.ts';
import { JOINED_BY_MANY } from './unowned-types.ts';

/** Whether resources of a type can be part of the record of a patient (compartmentdefinition-patient.html). */
export function isOfPatients(type: string, { code, resources }: CompartmentDefinition): boolean {
  return (type === code || (resources[type]?.length ?? 0) > 0) && !JOINED_BY_MANY.has(type);
}

/** The record of one patient: its resources of a type. */
export function patientCompartment(
  type: string,
  patient: string,
  compartment: CompartmentDefinition,
  context: SearchContext,
): Reach {
  return isOfPatients(type, compartment) ? inCompartment(type, compartment, [patient], context) : 'nothing';
}
