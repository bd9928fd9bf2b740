import type { QuestionnaireItem, QuestionnaireItemEnableWhen } from '@medplum/fhirtypes';
import { timeSpan } from '#fhir/date-time.ts';
import { isObject } from '../is-object.ts';
import type { JsonObject } from '../shape.ts';
import { isSameAnswer } from './answer-options.ts';
import { type AnswerValue, valueIn } from './answer-value.ts';
import { objectsOf } from './form.ts';

/** An item of a response with the objects that hold it, from the whole down to the nearest. */
interface HeldItem {
  item: JsonObject;
  holders: JsonObject[];
}

/** The items of a response by their linkId; made once, since every condition asks. */
export class ItemIndex {
  readonly #byLinkId = new Map<unknown, HeldItem[]>();

  constructor(response: JsonObject) {
    this.#add(response, []);
  }

  #add(holder: JsonObject, around: JsonObject[]): void {
    const holders = [...around, holder];
    for (const item of objectsOf(holder.item)) {
      const known = this.#byLinkId.get(item.linkId);
      if (known === undefined) this.#byLinkId.set(item.linkId, [{ item, holders }]);
      else known.push({ item, holders });
      this.#add(item, holders);
      for (const answer of objectsOf(item.answer)) this.#add(answer, [...holders, item]);
    }
  }

  /** The answers to a question that an item within `around` sees: those nearest to it, up to those of the whole. */
  answersTo(linkId: string, around: JsonObject[]): AnswerValue[] {
    const items = this.#byLinkId.get(linkId) ?? [];
    for (const holder of around.toReversed()) {
      const near = items.filter(({ holders }) => holders.includes(holder));
      if (near.length > 0)
        return near.flatMap(({ item }) =>
          objectsOf(item.answer).flatMap((answer) => valueIn(answer, 'value') ?? []),
        );
    }
    return [];
  }
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

function isMet(condition: QuestionnaireItemEnableWhen, around: JsonObject[], items: ItemIndex): boolean {
  const { question = '', operator = '' } = condition;
  const answers = items.answersTo(question, around);
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
export function isEnabled(
  { enableWhen, enableBehavior }: QuestionnaireItem,
  around: JsonObject[],
  items: ItemIndex,
): boolean {
  if (enableWhen === undefined || enableWhen.length === 0) return true;
  const met = (condition: QuestionnaireItemEnableWhen) => isMet(condition, around, items);
  return enableBehavior === 'any' ? enableWhen.some(met) : enableWhen.every(met);
}
