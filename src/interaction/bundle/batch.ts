import { FhirError } from '#fhir/operation-outcome.ts';
import { type Answer, refusalAnswer } from '../answer.ts';
import type { ParsedEntry } from './parse-entry.ts';
import { responseEntry, transactionResponse } from './response.ts';

/** Entries under way at once: enough for the store to commit them together. */
const AT_ONCE = 64;

/**
 * batch (http.html#batch): each entry on its own, answered in order, whether the others succeed or not.
 * `perform` carries one entry out as if it had come alone.
 */
export async function batch(
  entries: (ParsedEntry | FhirError)[],
  perform: (entry: ParsedEntry) => Promise<Answer>,
): Promise<Answer> {
  const answers = new Array<string>(entries.length);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < entries.length; i = next++)
      answers[i] = await answerOf(entries[i] as ParsedEntry | FhirError, perform);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, entries.length) }, worker));
  return transactionResponse('batch-response', answers);
}

async function answerOf(
  entry: ParsedEntry | FhirError,
  perform: (entry: ParsedEntry) => Promise<Answer>,
): Promise<string> {
  try {
    if (entry instanceof FhirError) throw entry;
    return responseEntry(await perform(entry));
  } catch (error) {
    // Anything but a refusal is a defect or a lost store: that is an answer for the whole request.
    if (!(error instanceof FhirError)) throw error;
    return responseEntry(refusalAnswer(error));
  }
}
