import type { QuestionnaireItem } from '@medplum/fhirtypes';
import { type Place, placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import type { JsonObject } from '../shape.ts';
import { checkAnswers } from './check-answers.ts';
import { isEnabled } from './enable-when.ts';
import { type AnsweredItem, type Form, objectsOf } from './form.ts';

const SOURCE = 'StructureDefinition/Questionnaire#Questionnaire.item';

function itemsAt(holder: JsonObject, parent: Place): AnsweredItem[] {
  return objectsOf(holder.item).map((item, i) => ({ item, place: placeBelow(parent, 'item', i) }));
}

/** Items that the Questionnaire does not have, or has elsewhere, and items in another order than its. */
function checkOrder(defined: QuestionnaireItem[], answered: AnsweredItem[], form: Form): void {
  const positions = new Map(defined.map(({ linkId }, i) => [linkId, i]));
  let furthest = -1;
  for (const { item, place } of answered) {
    const { linkId } = item;
    if (typeof linkId !== 'string') continue;
    const position = positions.get(linkId);
    if (position === undefined) reportMisplaced(linkId, place, form);
    else if (position < furthest) {
      const expected = `expected it before ${quote(defined[furthest]!.linkId)}`;
      form.run.error('structure', place, `Found the item ${quote(linkId)} too late, ${expected}.`, SOURCE);
    } else furthest = position;
  }
}

function reportMisplaced(linkId: string, place: Place, { items, run }: Form): void {
  const expected = items.has(linkId)
    ? 'expected it where the Questionnaire has it'
    : 'expected a linkId of the Questionnaire';
  run.error('structure', place, `Found the item ${quote(linkId)}, ${expected}.`, `${SOURCE}.linkId`);
}

/** Whether there is an answer to a question, or anything in a group. */
function isAnswered(definition: QuestionnaireItem, answered: AnsweredItem[]): boolean {
  return answered.some(({ item }) =>
    definition.type === 'group' ? objectsOf(item.item).length > 0 : objectsOf(item.answer).length > 0,
  );
}

function checkRequired(
  definition: QuestionnaireItem,
  answered: AnsweredItem[],
  parent: Place,
  form: Form,
): void {
  if (definition.required !== true || definition.type === 'display' || isAnswered(definition, answered))
    return;
  const diagnostics = `There is no answer to ${quote(definition.linkId)}, expected one, since it is required.`;
  const place = answered[0]?.place ?? parent;
  form.run.report(
    { severity: form.missing, code: 'required', diagnostics, source: `${SOURCE}.required` },
    place,
  );
}

function checkText({ text, linkId }: QuestionnaireItem, { item, place }: AnsweredItem, { run }: Form): void {
  if (typeof item.text !== 'string' || text === undefined || item.text === text) return;
  const words = `Found another text than the Questionnaire has for ${quote(linkId)}, expected ${quote(text)}, or none`;
  run.error('value', placeBelow(place, 'text'), `${words}.`, `${SOURCE}.text`);
}

function checkRepeated(definition: QuestionnaireItem, answered: AnsweredItem[], { run }: Form): void {
  if (answered.length < 2 || (definition.type === 'group' && definition.repeats === true)) return;
  const words = `Found ${answered.length} items ${quote(definition.linkId)}`;
  const expected = definition.type === 'group' ? 'since the group does not repeat' : 'with all answers in it';
  if (definition.type === 'group' || definition.repeats !== true)
    run.error('structure', answered[1]!.place, `${words}, expected one, ${expected}.`, `${SOURCE}.repeats`);
}

/** One item of the Questionnaire with all that answers it. `around` are the parts of the response that hold it. */
function checkItem(
  definition: QuestionnaireItem,
  answered: AnsweredItem[],
  parent: Place,
  around: JsonObject[],
  form: Form,
): void {
  if (!isEnabled(definition, around, form.answered)) {
    for (const { item, place } of answered) {
      if (!isAnswered(definition, [{ item, place }])) continue;
      const words = `Found an answer to ${quote(definition.linkId)}, expected none, since its enableWhen does not hold`;
      form.run.error('structure', place, `${words}.`, `${SOURCE}.enableWhen`);
    }
    return;
  }
  checkRequired(definition, answered, parent, form);
  checkRepeated(definition, answered, form);
  for (const each of answered) {
    checkText(definition, each, form);
    checkAnswers(definition, each, form);
    checkBelow(definition, each, around, form);
  }
}

/** Items of a group stand in it, those of a question in each of its answers (questionnaireresponse.html#notes). */
function checkBelow(
  { item: below = [], type }: QuestionnaireItem,
  { item, place }: AnsweredItem,
  around: JsonObject[],
  form: Form,
): void {
  if (type === 'group') {
    checkItems(below, item, place, [...around, item], form);
    return;
  }
  for (const [i, answer] of objectsOf(item.answer).entries())
    checkItems(below, answer, placeBelow(place, 'answer', i), [...around, answer], form);
  if (objectsOf(item.item).length > 0 && below.length > 0) {
    const words = 'Found items below a question, expected them in its answer';
    form.run.error('structure', placeBelow(place, 'item'), `${words}.`, 'questionnaireresponse.html');
  }
}

/** The items of one level of a Questionnaire and those of the response that stand there. */
export function checkItems(
  defined: QuestionnaireItem[],
  holder: JsonObject,
  place: Place,
  around: JsonObject[],
  form: Form,
): void {
  const answered = itemsAt(holder, place);
  checkOrder(defined, answered, form);
  const byLinkId = Map.groupBy(answered, ({ item }) => item.linkId);
  for (const definition of defined)
    checkItem(definition, byLinkId.get(definition.linkId) ?? [], place, around, form);
}
