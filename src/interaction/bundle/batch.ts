import { FhirError } from '#fhir/operation-outcome.ts';
import { type Answer, refusalAnswer } from '../answer.ts';
import { createBreathe } from '../breathe.ts';
import { AnswerSize } from './answer-size.ts';
import type { ParsedEntry } from './parse-entry.ts';
import { responseEntry, transactionResponse } from './response.ts';

/** Entries under way at once: enough for the store to commit them together. */
const AT_ONCE = 32;

/**
 * batch (http.html#batch): each entry on its own, answered in order, whether the others succeed or not.
 * `perform` carries one entry out as if it had come alone. Written resources are answered only if the
 * request asks for their representation.
 */
export async function batch(
  entries: (ParsedEntry | FhirError)[],
  options: { representation: boolean; baseUrl: string; perform: (entry: ParsedEntry) => Promise<Answer> },
): Promise<Answer> {
  const answers = new Array<string>(entries.length);
  const answered = new AnswerSize();
  const breathe = createBreathe();
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < entries.length; i = next++) {
      await breathe();
      answers[i] = answered.add(await answerOf(entries[i] as ParsedEntry | FhirError, answered, options));
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, entries.length) }, worker));
  return transactionResponse('batch-response', answers);
}

async function answerOf(
  entry: ParsedEntry | FhirError,
  answered: AnswerSize,
  { representation, baseUrl, perform }: Parameters<typeof batch>[1],
): Promise<string> {
  try {
    answered.check();
    if (entry instanceof FhirError) throw entry;
    const answer = await perform(entry);
    const isRead = entry.method === 'GET' || entry.method === 'HEAD';
    return responseEntry(isRead || representation ? answer : { ...answer, body: undefined }, baseUrl);
  } catch (error) {
    // Anything but a refusal is a defect or a lost store: that is an answer for the whole request.
    if (!(error instanceof FhirError)) throw error;
    return responseEntry(refusalAnswer(error), baseUrl);
  }
}
