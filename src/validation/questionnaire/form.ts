import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import { isObject } from '../is-object.ts';
import type { Place } from '../place.ts';
import type { Run } from '../run.ts';
import type { JsonObject } from '../shape.ts';
import type { ItemIndex } from './enable-when.ts';

/** A QuestionnaireResponse beside the Questionnaire that it answers. */
export interface Form {
  questionnaire: Questionnaire;
  /** Every item of the Questionnaire by its linkId. */
  items: Map<string, QuestionnaireItem>;
  /** The items of the response. */
  answered: ItemIndex;
  /** What a missing answer is: while it is in progress, answers may still come. */
  missing: 'error' | 'warning';
  run: Run;
}

/** One item of the response, with its place. */
export interface AnsweredItem {
  item: JsonObject;
  place: Place;
}

function addItems(list: QuestionnaireItem[] | undefined, items: Map<string, QuestionnaireItem>): void {
  for (const item of list ?? []) {
    if (item.linkId !== undefined) items.set(item.linkId, item);
    addItems(item.item, items);
  }
}

/** All items of a questionnaire by their linkId, nested ones too. */
export function itemsByLinkId(questionnaire: Questionnaire): Map<string, QuestionnaireItem> {
  const items = new Map<string, QuestionnaireItem>();
  addItems(questionnaire.item, items);
  return items;
}

/** The objects of a list; what is none has been reported. */
export function objectsOf(list: unknown): JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** The value of an extension of a Questionnaire's item, undefined where it has none. */
export function extensionValue(item: QuestionnaireItem, url: string): unknown {
  const extension = item.extension?.find((each) => each.url === url);
  if (extension === undefined) return undefined;
  const [, value] = Object.entries(extension).find(([name]) => name.startsWith('value')) ?? [];
  return value;
}
