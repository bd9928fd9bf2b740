import type { Questionnaire, QuestionnaireItem, ValueSet } from '@medplum/fhirtypes';
import { isObject } from '../is-object.ts';
import type { Place } from '../place.ts';
import { nameOfValue } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';
import { type AnswerValue, valueIn } from './answer-value.ts';

/** Whether an answer is an option: of Codings the system and code count, of References where they lead. */
export function isSameAnswer(answer: AnswerValue, option: AnswerValue): boolean {
  if (answer.type !== option.type) return false;
  const [a, b] = [answer.value, option.value];
  if (!isObject(a) || !isObject(b)) return a === b;
  return answer.type === 'Coding' ? a.system === b.system && a.code === b.code : a.reference === b.reference;
}

function checkOptions(
  { answerOption = [] }: QuestionnaireItem,
  answer: AnswerValue,
  place: Place,
  run: Run,
): void {
  const options = answerOption.flatMap((option) => valueIn(option, 'value') ?? []);
  if (options.some((option) => isSameAnswer(answer, option))) return;
  const expected = options.map(({ value }) => nameOfValue(value)).join(', ');
  const words = `Found ${nameOfValue(answer.value)}, expected one of the options: ${expected.slice(0, 400)}`;
  run.error(
    'code-invalid',
    place,
    `${words}.`,
    'StructureDefinition/Questionnaire#Questionnaire.item.answerOption',
  );
}

/** A value set is named by its canonical, or contained in the Questionnaire. */
function valueSetOf(canonical: string, questionnaire: Questionnaire): string | ValueSet | undefined {
  if (!canonical.startsWith('#')) return canonical;
  const contained = questionnaire.contained?.find(({ id }) => id === canonical.slice(1));
  return contained?.resourceType === 'ValueSet' ? contained : undefined;
}

function checkValueSet(valueSet: string | ValueSet, { value }: AnswerValue, place: Place, run: Run): void {
  const { system, version, code, display } = value as Record<string, string | undefined>;
  const { result, message } = run.pass.terminology.validateInValueSet(valueSet, [
    { system, version, code, display },
  ]);
  const source = 'StructureDefinition/Questionnaire#Questionnaire.item.answerValueSet';
  if (result === false) {
    const words = `Found ${nameOfValue(value)}, expected a code of the value set of the question: ${message}`;
    run.error('code-invalid', place, `${words}.`, source);
  } else if (result === 'unknown')
    run.warning('not-supported', place, `The answer could not be checked: ${message}.`, source);
}

/** Questionnaire.item.answerOption and answerValueSet: what an answer may be. Free text of an open choice may be all. */
export function checkAnswerOptions(
  item: QuestionnaireItem,
  answer: AnswerValue,
  questionnaire: Questionnaire,
  place: Place,
  run: Run,
): void {
  if (item.type === 'open-choice' && answer.type === 'string') return;
  if (item.answerOption !== undefined) checkOptions(item, answer, place, run);
  if (item.answerValueSet === undefined || answer.type !== 'Coding') return;
  const valueSet = valueSetOf(item.answerValueSet, questionnaire);
  if (valueSet !== undefined) checkValueSet(valueSet, answer, place, run);
}
