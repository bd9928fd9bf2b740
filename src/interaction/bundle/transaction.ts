import { FhirError } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Subset } from '#search/subset.ts';
import type { TransactionResult } from '#storage/resource-store.ts';
import { refuseErrors } from '../admit.ts';
import { againIfStale } from '../again-if-stale.ts';
import { type Answer, refusalAnswer, writtenAnswer } from '../answer.ts';
import { createBreathe } from '../breathe.ts';
import { type Preference, preferredAnswer } from '../preferred-answer.ts';
import { readAnswer } from '../read.ts';
import { AnswerSize } from './answer-size.ts';
import { fullUrls, type Identified, identify } from './identify.ts';
import type { ParsedEntry } from './parse-entry.ts';
import { PreparedWrites, type WriteRooms } from './prepared-writes.ts';
import { responseEntry, transactionResponse, withoutBody } from './response.ts';

/** What a transaction needs; `prepareGet` makes ready a GET entry that is no read, and throws if it cannot be. */
export interface TransactionRooms extends WriteRooms {
  subset: Subset;
  prepareGet: (entry: ParsedEntry) => Promise<() => Promise<Answer>>;
}

/**
 * transaction (http.html#transaction): all entries or none. Ids are given first and references rewritten to
 * them; each resource then passes the gate; the store decides the conditions and writes, in one transaction.
 * Where a patch turns out to be made from a version that others have replaced, its part is done again.
 */
export async function transaction(
  entries: ParsedEntry[],
  { bundle, wanted }: { bundle: Resource; wanted: Preference },
  rooms: TransactionRooms,
): Promise<Answer> {
  const breathe = createBreathe();
  const { resourceTypes } = rooms.context;
  const writes = entries.filter((entry) => entry.method !== 'GET' && entry.method !== 'HEAD');
  const gets = entries.filter((entry) => entry.method === 'GET' || entry.method === 'HEAD');
  const identified: Identified[] = [];
  for (const entry of writes) {
    await breathe();
    identified.push(await identify(entry, rooms));
  }
  // Searches are compiled before anything is written, so that a wrong one refuses the whole.
  const searches = new Map<ParsedEntry, () => Promise<Answer>>();
  for (const entry of gets)
    if (!isRead(entry, resourceTypes)) searches.set(entry, await rooms.prepareGet(entry));
  const reads = gets.filter((entry) => !searches.has(entry));

  const targets = fullUrls(identified);
  refuseErrors(rooms.gate.validateBundleShell(bundle));
  const gate = rooms.gate.including(writes.flatMap(({ resource }) => resource ?? []));
  const prepared = new PreparedWrites(identified, targets, { ...rooms, gate });
  await prepared.prepare(breathe);
  const result = await againIfStale(async () =>
    rooms.store.transact({
      ...(await prepared.withPatches(breathe)),
      reads: reads.map((entry) => ({
        place: entry.place,
        type: entry.path[0] as string,
        id: entry.path[1] as string,
        ...(entry.path[3] ? { versionId: entry.path[3] } : {}),
      })),
      representation: wanted === 'representation',
    }),
  );
  const { baseUrl } = rooms.context;
  const answered = new AnswerSize();
  const responses = new Map<ParsedEntry, string>();
  for (const [i, entry] of writes.entries()) {
    await breathe();
    const written = result.written[i] as TransactionResult['written'][number];
    const answer = preferredAnswer(writtenAnswer(written, baseUrl), wanted);
    responses.set(entry, responseEntry(answer, baseUrl));
  }
  for (const [i, entry] of reads.entries()) {
    const run = () => readAnswer(result.read[i], entry.path.join('/'), entry, rooms.subset);
    responses.set(entry, await answerAfter(entry, run, answered, baseUrl));
  }
  for (const [entry, run] of searches) responses.set(entry, await answerAfter(entry, run, answered, baseUrl));
  return transactionResponse(
    'transaction-response',
    entries.map((entry) => responses.get(entry) as string),
  );
}

/**
 * Answers a GET entry once the writes are stored. What it is refused for then stands in its own entry: the
 * writes are done, and a client that was told otherwise would send them again.
 */
async function answerAfter(
  { method }: ParsedEntry,
  run: () => Answer | Promise<Answer>,
  answered: AnswerSize,
  baseUrl: string,
): Promise<string> {
  try {
    answered.check();
    const answer = await run();
    return answered.add(responseEntry(method === 'HEAD' ? withoutBody(answer) : answer, baseUrl));
  } catch (error) {
    if (!(error instanceof FhirError)) throw error;
    return responseEntry(refusalAnswer(error), baseUrl);
  }
}

/** `Type/id` or `Type/id/_history/version`. */
function isRead({ path }: ParsedEntry, resourceTypes: Set<string>): boolean {
  const [type = '', id, history, versionId, ...more] = path;
  if (!resourceTypes.has(type) || id === undefined || /^[_$]/.test(id) || more.length) return false;
  return history === undefined || (history === '_history' && versionId !== undefined);
}
