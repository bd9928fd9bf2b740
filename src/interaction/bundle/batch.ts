import { FhirError } from '#fhir/operation-outcome.ts';
import { type Answer, refusalAnswer } from '../answer.ts';
import { createBreathe } from '../breathe.ts';
import { type Preference, preferredAnswer } from '../preferred-answer.ts';
import { AnswerSize } from './answer-size.ts';
import type { ParsedEntry } from './parse-entry.ts';
import { responseEntry, transactionResponse, withoutBody } from './response.ts';

/** Entries under way at once: enough for the store to commit them together. */
const AT_ONCE = 32;

/** The phases of a batch: "servers execute the batch in the same order as that specified for transactions". */
const PHASES: ParsedEntry['method'][][] = [['DELETE'], ['POST'], ['PUT', 'PATCH'], ['GET', 'HEAD']];

/**
 * batch (http.html#batch): each entry on its own, answered in order, whether the others succeed or not.
 * `perform` carries one entry out as if it had come alone; those of one phase run together. Written resources are
 * answered only if the request asks for their representation; what an operation gives always is.
 */
export async function batch(
  entries: (ParsedEntry | FhirError)[],
  options: { wanted: Preference; baseUrl: string; perform: (entry: ParsedEntry) => Promise<Answer> },
): Promise<Answer> {
  const answers = new Array<string>(entries.length);
  const answered = new AnswerSize();
  const breathe = createBreathe();
  for (const indexes of inPhases(entries)) {
    let next = 0;
    const worker = async () => {
      for (let i = indexes[next++]; i !== undefined; i = indexes[next++]) {
        await breathe();
        answers[i] = answered.add(await answerOf(entries[i] as ParsedEntry | FhirError, answered, options));
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, indexes.length) }, worker));
  }
  return transactionResponse('batch-response', answers);
}

/** The indexes of the entries, phase by phase; one that could not be read belongs to the first. */
function inPhases(entries: (ParsedEntry | FhirError)[]): number[][] {
  const phases: number[][] = PHASES.map(() => []);
  entries.forEach((entry, i) => {
    const phase =
      entry instanceof FhirError ? 0 : PHASES.findIndex((methods) => methods.includes(entry.method));
    phases[phase]?.push(i);
  });
  return phases;
}

async function answerOf(
  entry: ParsedEntry | FhirError,
  answered: AnswerSize,
  { wanted, baseUrl, perform }: Parameters<typeof batch>[1],
): Promise<string> {
  try {
    answered.check();
    if (entry instanceof FhirError) throw entry;
    const answer = preferredAnswer(await perform(entry), wanted);
    return responseEntry(entry.method === 'HEAD' ? withoutBody(answer) : answer, baseUrl);
  } catch (error) {
    // Anything but a refusal is a defect or a lost store: that is an answer for the whole request.
    if (!(error instanceof FhirError)) throw error;
    return responseEntry(refusalAnswer(error), baseUrl);
  }
}
