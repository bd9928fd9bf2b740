import type { QuestionnaireItem, QuestionnaireItemEnableWhen } from '@medplum/fhirtypes';
import { timeSpan } from '#fhir/date-time.ts';
import { isObject } from '../is-object.ts';
import type { JsonObject } from '../shape.ts';
import { isSameAnswer } from './answer-options.ts';
import { type AnswerValue, valueIn } from './answer-value.ts';
import { objectsOf } from './form.ts';

/** All items of a response with a linkId, wherever they are nested. */
function itemsWith(linkId: string, holder: JsonObject): JsonObject[] {
  return objectsOf(holder.item).flatMap((item) => [
    ...(item.linkId === linkId ? [item] : []),
    ...itemsWith(linkId, item),
    ...objectsOf(item.answer).flatMap((answer) => itemsWith(linkId, answer)),
  ]);
}

/** The answers to a question that an item sees: those nearest to it, up to those of the whole response. */
function answersTo(linkId: string, around: JsonObject[]): AnswerValue[] {
  for (const holder of around.toReversed()) {
    const items = itemsWith(linkId, holder);
    if (items.length > 0)
      return items.flatMap((item) =>
        objectsOf(item.answer).flatMap((answer) => valueIn(answer, 'value') ?? []),
      );
  }
  return [];
}

/** Less than 0, 0 or more as `a` comes before, with or after `b`; undefined where they cannot be compared. */
function order(a: AnswerValue, b: AnswerValue): number | undefined {
  const [x, y] = [a, b].map(({ value }) => (isObject(value) ? value.value : value));
  if (typeof x === 'number' && typeof y === 'number') return x - y;
  if (typeof x !== 'string' || typeof y !== 'string') return undefined;
  const [from, to] = [timeSpan(x)?.low, timeSpan(y)?.low];
  if (from !== undefined && to !== undefined) return from - to;
  return x < y ? -1 : Number(x > y);
}

const COMPARISONS: Record<string, (difference: number) => boolean> = {
  '>': (difference) => difference > 0,
  '<': (difference) => difference < 0,
  '>=': (difference) => difference >= 0,
  '<=': (difference) => difference <= 0,
};

function isMet(condition: QuestionnaireItemEnableWhen, around: JsonObject[]): boolean {
  const { question = '', operator = '' } = condition;
  const answers = answersTo(question, around);
  const expected = valueIn(condition, 'answer');
  if (operator === 'exists') return answers.length > 0 === (expected?.value === true);
  if (expected === undefined) return false;
  if (operator === '=') return answers.some((answer) => isSame(answer, expected));
  if (operator === '!=') return answers.length > 0 && !answers.some((answer) => isSame(answer, expected));
  return answers.some((answer) => {
    const difference = order(answer, expected);
    return difference !== undefined && (COMPARISONS[operator]?.(difference) ?? false);
  });
}

/** A Quantity is the same by value and unit; all else as an option would be. */
function isSame(answer: AnswerValue, expected: AnswerValue): boolean {
  if (answer.type !== 'Quantity' || !isObject(answer.value) || !isObject(expected.value))
    return isSameAnswer(answer, expected);
  const [a, b] = [answer.value, expected.value];
  return a.value === b.value && a.code === b.code && a.system === b.system;
}

/**
 * Whether an item is enabled (questionnaire.html#enableWhen). `around` are the parts of the response that hold the
 * item, from the whole down to the nearest.
 */
export function isEnabled({ enableWhen, enableBehavior }: QuestionnaireItem, around: JsonObject[]): boolean {
  if (enableWhen === undefined || enableWhen.length === 0) return true;
  const met = (condition: QuestionnaireItemEnableWhen) => isMet(condition, around);
  return enableBehavior === 'any' ? enableWhen.some(met) : enableWhen.every(met);
}
