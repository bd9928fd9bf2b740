import { isObject } from '../is-object.ts';
import { type Place, placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';
import type { Check, JsonObject } from '../shape.ts';

const SOURCE = 'StructureDefinition/Questionnaire#Questionnaire.item';

function* itemsOf(holder: JsonObject, parent: Place): Generator<[item: JsonObject, place: Place]> {
  const items = Array.isArray(holder.item) ? holder.item : [];
  for (const [i, item] of items.entries()) {
    if (!isObject(item)) continue;
    const place = placeBelow(parent, 'item', i);
    yield [item, place];
    yield* itemsOf(item, place);
  }
}

function checkConditions(item: JsonObject, linkIds: Set<unknown>, place: Place, run: Run): void {
  const conditions = Array.isArray(item.enableWhen) ? item.enableWhen : [];
  for (const [i, condition] of conditions.entries()) {
    const question = isObject(condition) ? condition.question : undefined;
    if (typeof question !== 'string' || (linkIds.has(question) && question !== item.linkId)) continue;
    const words = `Found the question ${quote(question)}, expected the linkId of another item of this Questionnaire`;
    run.error(
      'value',
      placeBelow(placeBelow(place, 'enableWhen', i), 'question'),
      `${words}.`,
      `${SOURCE}.enableWhen.question`,
    );
  }
}

/** The questions that decide whether an item is enabled are items of the same Questionnaire (questionnaire.html). */
export const checkQuestionnaire: Check<JsonObject> = (questionnaire, place, run) => {
  const items = [...itemsOf(questionnaire, place)];
  const linkIds = new Set(items.map(([{ linkId }]) => linkId));
  for (const [item, where] of items) checkConditions(item, linkIds, where, run);
};
