import type { Questionnaire } from '@medplum/fhirtypes';
import { isObject } from '../is-object.ts';
import { placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';
import type { Check, JsonObject } from '../shape.ts';
import { checkItems } from './check-items.ts';
import { ItemIndex } from './enable-when.ts';
import { type Form, itemsByLinkId } from './form.ts';

/** The Questionnaire that a response names: contained in it, or known here by its canonical. */
function questionnaireOf(
  canonical: string,
  { contained }: JsonObject,
  { pass }: Run,
): Questionnaire | undefined {
  if (!canonical.startsWith('#')) return pass.find<Questionnaire>('Questionnaire', canonical);
  const found = Array.isArray(contained)
    ? contained.find((each) => each?.id === canonical.slice(1))
    : undefined;
  return isObject(found) && found.resourceType === 'Questionnaire'
    ? (found as unknown as Questionnaire)
    : undefined;
}

/**
 * A QuestionnaireResponse against its Questionnaire (questionnaireresponse.html): items, their order and nesting,
 * required and enabled ones, types, options and limits of answers. Without the Questionnaire nothing is checked, and
 * a warning says so. What is wrong is told as an objection of the Questionnaire, as of a profile.
 */
export const checkQuestionnaireResponse: Check<JsonObject> = (response, place, run) => {
  const canonical = response.questionnaire;
  if (typeof canonical !== 'string') return;
  const questionnaire = questionnaireOf(canonical, response, run);
  if (questionnaire === undefined) {
    const words = `The Questionnaire ${quote(canonical)} is not known here: the answers were not checked against it.`;
    run.warning('not-found', placeBelow(place, 'questionnaire'), words, 'questionnaireresponse.html');
    return;
  }
  const { pass } = run;
  const around = pass.profile;
  pass.profile = canonical;
  try {
    const missing = response.status === 'in-progress' ? 'warning' : 'error';
    const answered = new ItemIndex(response);
    const form: Form = { questionnaire, items: itemsByLinkId(questionnaire), answered, missing, run };
    checkItems(questionnaire.item ?? [], response, place, [response], form);
  } finally {
    pass.profile = around;
  }
};
