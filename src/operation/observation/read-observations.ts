import { parseJson } from '#fhir/json/parse-json.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { createBreathe } from '#interaction/breathe.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import { readAll, type StreamRooms } from '../read-all.ts';

/** Observations that one operation looks at; some seconds of work. */
const MOST_OBSERVATIONS = 50_000;

/**
 * Every Observation that meets an expression, read page by page in creation order, so that none but the one that is
 * looked at has to be held. Throws 400 (`too-costly`) for more than an operation can look at.
 */
export async function* readObservations(
  where: SearchExpression,
  rooms: StreamRooms,
  source: string,
): AsyncGenerator<Resource> {
  const breathe = createBreathe();
  let read = 0;
  for await (const { text } of readAll({ targets: [{ type: 'Observation', where }] }, rooms)) {
    if (++read > MOST_OBSERVATIONS)
      throw refuse(
        400,
        'too-costly',
        `more than ${MOST_OBSERVATIONS} Observations match; narrow them by code or date`,
        { source },
      );
    await breathe();
    yield parseJson(text) as Resource;
  }
}
