import type { QuestionnaireItem } from '@medplum/fhirtypes';
import { decimalText } from '#fhir/json/literals.ts';
import { findsPattern } from '#fhir/regex.ts';
import { compileMinMaxValue } from '../element/min-max-value.ts';
import { isObject } from '../is-object.ts';
import type { Place } from '../place.ts';
import { nameOfValue, quote } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';
import type { JsonObject } from '../shape.ts';
import type { AnswerValue } from './answer-value.ts';
import { extensionValue } from './form.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/';
const SOURCE = 'StructureDefinition/Questionnaire#Questionnaire.item';

function checkLength(item: QuestionnaireItem, text: string, place: Place, run: Run): void {
  const length = [...text].length;
  const least = extensionValue(item, `${CORE}minLength`);
  if (item.maxLength !== undefined && length > item.maxLength) {
    const words = `Found an answer of ${length} characters, expected at most ${item.maxLength}`;
    run.error('too-long', place, `${words}.`, `${SOURCE}.maxLength`);
  }
  if (typeof least === 'number' && length < least) {
    const words = `Found an answer of ${length} characters, expected at least ${least}`;
    run.error('value', place, `${words}.`, `${CORE}minLength`);
  }
}

function checkRegex(item: QuestionnaireItem, text: string, place: Place, run: Run): void {
  const regex = extensionValue(item, `${CORE}regex`);
  if (typeof regex !== 'string') return;
  const matches = findsPattern(text, `^(?:${regex})$`);
  if (matches === undefined) {
    run.warning('not-supported', place, `The pattern ${quote(regex)} cannot be checked.`, `${CORE}regex`);
  } else if (!matches) {
    const format = extensionValue(item, `${CORE}entryFormat`);
    const expected = typeof format === 'string' ? `the form ${format}` : `the pattern ${quote(regex)}`;
    run.error('value', place, `Found ${quote(text)}, expected ${expected}.`, `${CORE}regex`);
  }
}

/** The digits behind the point are those that were sent, not those of the number: `-5.12340` has five. */
function checkDecimalPlaces(item: QuestionnaireItem, answer: JsonObject, place: Place, run: Run): void {
  const most = extensionValue(item, `${CORE}maxDecimalPlaces`);
  if (typeof most !== 'number' || typeof answer.valueDecimal !== 'number') return;
  const text = decimalText(answer, 'valueDecimal');
  const places = /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  if (places <= most) return;
  const words = `Found ${text} with ${places} decimal places, expected at most ${most}`;
  run.error('value', place, `${words}.`, `${CORE}maxDecimalPlaces`);
}

function checkRange(item: QuestionnaireItem, value: unknown, place: Place, run: Run): void {
  const least =
    extensionValue(item, `${CORE}minValue`) ?? extensionValue(item, `${SDC}sdc-questionnaire-minQuantity`);
  const most =
    extensionValue(item, `${CORE}maxValue`) ?? extensionValue(item, `${SDC}sdc-questionnaire-maxQuantity`);
  for (const limit of [least, most]) {
    // Units are compared by their code: without one, nothing says that they are the same.
    if (!isObject(limit) || !isObject(value) || (limit.code !== undefined && value.code !== undefined))
      continue;
    const words = `Found ${nameOfValue(value)}, which cannot be compared with the limit ${nameOfValue(limit)}`;
    run.error('value', place, `${words}: expected units with a code on both sides.`, SOURCE);
    return;
  }
  for (const check of compileMinMaxValue(least, most, SOURCE)) check(value, place, run);
}

function checkAttachment(item: QuestionnaireItem, attachment: JsonObject, place: Place, run: Run): void {
  const most = extensionValue(item, `${CORE}maxSize`);
  if (typeof most === 'number' && typeof attachment.size === 'number' && attachment.size > most * 1_000_000) {
    const words = `Found an attachment of ${attachment.size} bytes, expected at most ${most} MB`;
    run.error('too-long', place, `${words}.`, `${CORE}maxSize`);
  }
  const types = (item.extension ?? [])
    .filter(({ url }) => url === `${CORE}mimeType`)
    .map(({ valueCode }) => valueCode);
  if (types.length === 0 || types.includes(attachment.contentType as string)) return;
  const words = `Found an attachment of type ${quote(attachment.contentType ?? '')}, expected ${types.join(' or ')}`;
  run.error('value', place, `${words}.`, `${CORE}mimeType`);
}

/** The limits that a question's maxLength and extensions set to its answer. */
export function checkAnswerLimits(
  item: QuestionnaireItem,
  answer: JsonObject,
  { value, type }: AnswerValue,
  place: Place,
  run: Run,
): void {
  if (typeof value === 'string' && (type === 'string' || type === 'uri')) {
    checkLength(item, value, place, run);
    checkRegex(item, value, place, run);
  }
  if (type === 'Attachment' && isObject(value)) checkAttachment(item, value, place, run);
  checkDecimalPlaces(item, answer, place, run);
  checkRange(item, value, place, run);
}
