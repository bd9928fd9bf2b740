import type { QuestionnaireItem } from '@medplum/fhirtypes';
import { type AnswerValue, valueIn } from './answer-value.ts';

/** Questionnaire.item.type -> the types that an answer to it may have (valueset-item-type.html). */
const TYPES: Record<string, string[]> = {
  boolean: ['boolean'],
  decimal: ['decimal'],
  integer: ['integer'],
  date: ['date'],
  dateTime: ['dateTime'],
  time: ['time'],
  string: ['string'],
  text: ['string'],
  url: ['uri'],
  attachment: ['Attachment'],
  reference: ['Reference'],
  quantity: ['Quantity'],
};

/** What Questionnaire.item.answerOption may hold. */
const OPTION_TYPES = ['Coding', 'string', 'integer', 'date', 'time', 'Reference'];

/** The types that an answer to an item may have; undefined for an item that takes no answers. */
export function answerTypes({ type, answerOption, answerValueSet }: QuestionnaireItem): string[] | undefined {
  if (type !== 'choice' && type !== 'open-choice') return TYPES[type ?? ''];
  const free = type === 'open-choice' ? ['string'] : [];
  if (answerValueSet !== undefined) return ['Coding', ...free];
  if (answerOption === undefined) return OPTION_TYPES;
  const ofOptions = answerOption.flatMap((option) => valueIn(option, 'value')?.type ?? []);
  return [...new Set([...ofOptions, ...free])];
}

/** Whether a value is of one of the types. */
export function isOfType({ type }: AnswerValue, types: string[]): boolean {
  return types.includes(type);
}
