import { checkId } from '#interaction/admit.ts';
import type { Answer } from '#interaction/answer.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import { anyOf } from '#search/compile-value.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import { typesOf } from '#search/search-scope.ts';
import { criterion } from '../criterion.ts';
import { readParameters } from '../parameters.ts';
import { type EverythingRooms, everything } from './everything.ts';
import { PAGE_INPUT } from './narrowing.ts';
import { PATIENT_EVERYTHING } from './patient-everything.ts';
import type { RecordScope } from './record-scope.ts';

/** What it is called by, with the OperationDefinition in profiles/; it takes what $everything of a Patient takes. */
export const STUDY_EVERYTHING = {
  name: 'everything',
  definition: 'OperationDefinition/research-study-everything',
  inputs: [...PATIENT_EVERYTHING.inputs, PAGE_INPUT],
};

/** From a Patient to the study that it is a subject of. */
const OF_STUDY = '_has:ResearchSubject:individual:study';

/**
 * `ResearchStudy/[id]/$everything`: the study, its subjects, their Patients, all that is in the compartments of
 * these, and what it all refers to, the definitions of the protocol included, in pages. Throws 404 or 410 where
 * the study is not there.
 */
export async function studyEverything(
  request: { id: string; query: string; body?: unknown },
  rooms: EverythingRooms,
): Promise<Answer> {
  checkId(request.id);
  const input = readParameters(request, STUDY_EVERYTHING, rooms.definitions);
  return everything(scopeOf(request.id, rooms), { input, definition: STUDY_EVERYTHING.definition }, rooms);
}

function scopeOf(id: string, { context, definitions }: EverythingRooms): RecordScope {
  const compartment = definitions.compartments.find(({ code }) => code === 'Patient');
  if (!compartment) throw new Error('R4 has a compartment of Patient');
  // What lies behind every chain is the same expression, so that a store asks for the subjects once.
  const chained: SearchContext = { ...context, chained: new Map() };
  const study = `ResearchStudy/${id}`;
  const within = (type: string): SearchExpression => {
    // A subject may take part in other studies, whose records these are.
    if (type === 'ResearchSubject') return criterion(type, 'study', study, context);
    const refers = (compartment.resources[type] ?? [])
      .filter((parameter) => parameter !== '{def}')
      .map((parameter) => criterion(type, `${parameter}:Patient.${OF_STUDY}`, study, chained));
    return anyOf(type === 'Patient' ? [criterion(type, OF_STUDY, study, context), ...refers] : refers);
  };
  return {
    path: `${study}/$everything`,
    focus: { type: 'ResearchStudy', id },
    types: typesOf(compartment),
    within,
    compartment,
    followsDefinitions: true,
  };
}
