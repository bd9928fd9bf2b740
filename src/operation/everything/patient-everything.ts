import { definedOperation } from '#conformance/operation-definition.ts';
import { checkId } from '#interaction/admit.ts';
import type { Answer } from '#interaction/answer.ts';
import { inCompartment, typesOf } from '#search/search-scope.ts';
import { readParameters } from '../parameters.ts';
import { type EverythingRooms, everything } from './everything.ts';
import { PAGE_INPUT } from './narrowing.ts';
import { inAnyCompartment, type RecordScope } from './record-scope.ts';

/** The operation as R4 defines it (patient-operation-everything.html). */
export const PATIENT_EVERYTHING = definedOperation('Patient-everything');

const SIGNATURE = { ...PATIENT_EVERYTHING, inputs: [...PATIENT_EVERYTHING.inputs, PAGE_INPUT] };

/**
 * `Patient/[id]/$everything`: the patient, all that is in its compartment, and what these refer to, in pages;
 * without an id the same of all patients. Throws 404 or 410 where the patient is not there.
 */
export async function patientEverything(
  request: { id: string; query: string; body?: unknown },
  rooms: EverythingRooms,
): Promise<Answer> {
  if (request.id) checkId(request.id);
  const input = readParameters(request, SIGNATURE, rooms.definitions);
  return everything(scopeOf(request.id, rooms), { input, definition: SIGNATURE.definition }, rooms);
}

function scopeOf(id: string, { context, definitions }: EverythingRooms): RecordScope {
  const compartment = definitions.compartments.find(({ code }) => code === 'Patient');
  if (!compartment) throw new Error('R4 has a compartment of Patient');
  const of = { types: typesOf(compartment), compartment, followsDefinitions: false };
  if (id === '')
    return {
      ...of,
      path: 'Patient/$everything',
      within: (type) => inAnyCompartment(type, compartment, context) ?? { op: 'any', of: [] },
    };
  return {
    ...of,
    path: `Patient/${id}/$everything`,
    focus: { type: 'Patient', id },
    within: (type) => inCompartment(type, compartment, [id], context),
  };
}
