import { FhirError, refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Transaction, TransactionResult, Write } from '#storage/resource-store.ts';
import { admit, bodyOf, checkId, refuseErrors } from '../admit.ts';
import { type Answer, refusalAnswer } from '../answer.ts';
import { type Breathe, createBreathe } from '../breathe.ts';
import { compileCondition } from '../condition.ts';
import type { CreateRooms } from '../create.ts';
import { at, ReferenceResolution, type ReferenceTargets } from '../reference/reference-resolution.ts';
import { checkBodyId, onlyNew, readIfMatch } from '../update.ts';
import { AnswerSize } from './answer-size.ts';
import { entryTarget, type ParsedEntry } from './parse-entry.ts';
import { readEntry, responseEntry, transactionResponse, writtenEntry } from './response.ts';

/** What a transaction needs; `prepareGet` makes ready a GET entry that is no read, and throws if it cannot be. */
export interface TransactionRooms extends CreateRooms {
  prepareGet: (entry: ParsedEntry) => () => Promise<Answer>;
}

/** An entry with the resource type and the id that it will have. */
interface Identified {
  entry: ParsedEntry;
  type: string;
  id: string;
  /** The id was made here and may be replaced where a condition finds another resource. */
  assigned: boolean;
  conditional: boolean;
}

/**
 * transaction (http.html#transaction): all entries or none. Ids are given first and references rewritten to
 * them; each resource then passes the gate; the store decides the conditions and writes, in one transaction.
 */
export async function transaction(
  entries: ParsedEntry[],
  { bundle, representation }: { bundle: Resource; representation: boolean },
  rooms: TransactionRooms,
): Promise<Answer> {
  const breathe = createBreathe();
  const { resourceTypes } = rooms.context;
  const writes = entries.filter((entry) => entry.method !== 'GET' && entry.method !== 'HEAD');
  const gets = entries.filter((entry) => entry.method === 'GET' || entry.method === 'HEAD');
  const identified: Identified[] = [];
  for (const entry of writes) {
    await breathe();
    identified.push(identify(entry, rooms));
  }
  // Searches are compiled before anything is written, so that a wrong one refuses the whole.
  const searches = new Map(
    gets.filter((entry) => !isRead(entry, resourceTypes)).map((entry) => [entry, rooms.prepareGet(entry)]),
  );
  const reads = gets.filter((entry) => !searches.has(entry));

  const targets = fullUrls(identified);
  refuseErrors(rooms.gate.validateBundleShell(bundle));
  const prepared = await prepare(identified, targets, rooms, breathe);
  const result = await rooms.store.transact({
    ...prepared,
    reads: reads.map((entry) => ({
      place: entry.place,
      type: entry.path[0] as string,
      id: entry.path[1] as string,
      ...(entry.path[3] ? { versionId: entry.path[3] } : {}),
    })),
    representation,
  });
  const { baseUrl } = rooms.context;
  const answered = new AnswerSize();
  const responses = new Map<ParsedEntry, string>();
  for (const [i, entry] of writes.entries()) {
    await breathe();
    responses.set(entry, writtenEntry(result.written[i] as TransactionResult['written'][number], baseUrl));
  }
  for (const [i, entry] of reads.entries()) {
    responses.set(entry, readEntry(result.read[i] as TransactionResult['read'][number], baseUrl));
  }
  for (const [entry, run] of searches) responses.set(entry, await answerAfter(run, answered, baseUrl));
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
  run: () => Promise<Answer>,
  answered: AnswerSize,
  baseUrl: string,
): Promise<string> {
  try {
    answered.check();
    return answered.add(responseEntry(await run(), baseUrl));
  } catch (error) {
    if (!(error instanceof FhirError)) throw error;
    return responseEntry(refusalAnswer(error), baseUrl);
  }
}

/** `Type/id` or `Type/id/_history/version`. */
function isRead({ path }: ParsedEntry, resourceTypes: Set<string>): boolean {
  const [type = '', id, history, versionId, ...more] = path;
  if (!resourceTypes.has(type) || id === undefined || id.startsWith('_') || more.length) return false;
  return history === undefined || (history === '_history' && versionId !== undefined);
}

function identify(entry: ParsedEntry, { context, newId }: TransactionRooms): Identified {
  const { type, id } = entryTarget(entry, context.resourceTypes);
  const expression = `${entry.place}.request.url`;
  if (entry.method === 'POST') {
    if (id !== undefined)
      throw refuse(400, 'value', `POST to '${type}/${id}'; POST ${type} was expected`, {
        expression,
        source: 'http.html#create',
      });
    return { entry, type, id: newId(), assigned: true, conditional: entry.ifNoneExist !== undefined };
  }
  if (id !== undefined) return { entry, type, id, assigned: false, conditional: false };
  if (!entry.query)
    throw refuse(400, 'value', `${entry.method} of ${type} has neither an id nor criteria`, {
      expression,
      source: 'http.html#transaction',
    });
  const own = entry.resource?.id;
  if (entry.method === 'PUT' && own !== undefined) checkId(own);
  return {
    entry,
    type,
    id: own ?? newId(),
    assigned: own === undefined,
    conditional: true,
  };
}

/** fullUrl -> `Type/id`; two entries with one fullUrl are refused (bdl-7). */
function fullUrls(identified: Identified[]): Map<string, string> {
  const targets = new Map<string, string>();
  for (const { entry, type, id } of identified) {
    if (entry.fullUrl === undefined || entry.method === 'DELETE') continue;
    if (targets.has(entry.fullUrl))
      throw refuse(400, 'duplicate', `two entries have the fullUrl '${entry.fullUrl.slice(0, 100)}'`, {
        expression: `${entry.place}.fullUrl`,
        source: 'bdl-7',
      });
    targets.set(entry.fullUrl, `${type}/${id}`);
  }
  return targets;
}

async function prepare(
  identified: Identified[],
  targets: Map<string, string>,
  rooms: TransactionRooms,
  breathe: Breathe,
): Promise<Pick<Transaction, 'writes' | 'references'>> {
  const among = {
    targets,
    replaceable: new Set(identified.filter((i) => i.assigned && i.conditional).map(({ id }) => id)),
  };
  const resolution = new ReferenceResolution(rooms);
  const writes: Write[] = [];
  for (const item of identified) {
    await breathe();
    writes.push(prepareWrite(item, among, resolution, rooms));
  }
  return { writes, references: resolution.references };
}

function prepareWrite(
  { entry, type, id, conditional }: Identified,
  among: ReferenceTargets,
  resolution: ReferenceResolution,
  { context, gate }: TransactionRooms,
): Write {
  const { place } = entry;
  const ifMatch = readIfMatch(entry.ifMatch);
  const matchVersion = ifMatch === undefined ? {} : { ifMatch };
  const condition = () => at(place, () => compileCondition(type, entry.query, context));
  if (entry.method === 'DELETE') {
    if (conditional) return { kind: 'delete-where', place, where: condition(), ...matchVersion };
    return { kind: 'delete', place, type, id, ...matchVersion };
  }
  const resource = bodyOf(entry.resource, type, `${place}.resource`);
  if (entry.method === 'PUT' && !conditional) checkBodyId(resource.id, id, `${place}.resource`);
  const assigned = resolution.rewrite(resource, `${place}.resource`, among, entry.fullUrl);
  const idGiven = resource.id !== undefined;
  const draft = admit(resource, id, gate, { place, assigned });
  if (entry.method === 'POST') {
    const { ifNoneExist } = entry;
    const unless =
      ifNoneExist === undefined ? undefined : at(place, () => compileCondition(type, ifNoneExist, context));
    return { kind: 'create', place, draft, ...(unless ? { unless } : {}) };
  }
  return {
    kind: 'update',
    method: 'PUT',
    place,
    draft,
    ...matchVersion,
    ...onlyNew(entry.ifNoneMatch),
    ...(conditional ? { where: condition(), idGiven } : {}),
  };
}
