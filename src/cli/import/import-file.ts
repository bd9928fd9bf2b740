import { createReadStream, readFileSync } from 'node:fs';
import { parseJson } from '#fhir/json/parse-json.ts';
import { FhirError, refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Rooms } from '#http/rooms.ts';
import { create } from '#interaction/create.ts';
import { update } from '#interaction/update.ts';
import { decodeUtf8 } from './decode-utf8.ts';
import type { ImportSummary } from './import-summary.ts';
import { ndjsonLines } from './ndjson-lines.ts';

/** Single resources under way at once, so that the store commits many together. */
const AT_ONCE = 256;

/** A resource with its number in the file and the place it was found at, for the summary. */
interface Found {
  number: number;
  resource: unknown;
  where: string;
}

/** A line that cannot be read. */
interface Unreadable {
  number: number;
  unreadable: Error;
  where: string;
}

/** What an import of one file works with. */
interface Import {
  file: string;
  rooms: Rooms;
  summary: ImportSummary;
  /** The numbers to be tried; undefined for all. */
  only: Set<number> | undefined;
  lastTry: boolean;
  /** Is told the numbers of what waits for resources that it refers to by search. */
  waiting: Set<number>;
}

/**
 * Imports one file. A batch or transaction Bundle is carried out as such; any other Bundle, a resource, or the
 * lines of an NDJSON file are taken one by one, under their own ids where they have one. Returns the numbers of
 * those that must wait for resources that they refer to by search (a transaction is one, by itself): before the
 * last try that is no refusal, and `only` tries them again.
 */
export async function importFile(
  file: string,
  rooms: Rooms,
  summary: ImportSummary,
  { only, lastTry }: { only?: Set<number>; lastTry: boolean },
): Promise<Set<number>> {
  const run: Import = { file, rooms, summary, only, lastTry, waiting: new Set() };
  if (/\.ndjson$/i.test(file)) await importEach(lines(file), run);
  else await importJson(run);
  return run.waiting;
}

async function importJson(run: Import): Promise<void> {
  const { file } = run;
  let content: unknown;
  try {
    const text = decodeUtf8(readFileSync(file));
    content = parseJson(text, { depth: 64, values: Number.POSITIVE_INFINITY });
  } catch (error) {
    run.summary.refuse(error, file);
    return;
  }
  const bundle = content as { resourceType?: string; type?: string; entry?: { resource?: unknown }[] };
  if (bundle?.resourceType === 'Bundle' && (bundle.type === 'transaction' || bundle.type === 'batch')) {
    return importRequests(bundle, run);
  }
  const isList =
    bundle?.resourceType === 'Bundle' &&
    Array.isArray(bundle.entry) &&
    bundle.type !== 'document' &&
    bundle.type !== 'message';
  const found = isList
    ? entries(bundle.entry as { resource?: unknown }[], file)
    : [{ number: 0, resource: content, where: file }];
  await importEach(found, run);
}

function* entries(list: { resource?: unknown }[], file: string): Generator<Found> {
  for (const [i, entry] of list.entries())
    if (entry?.resource) yield { number: i, resource: entry.resource, where: `${file}, Bundle.entry[${i}]` };
}

async function* lines(file: string): AsyncGenerator<Found | Unreadable> {
  for await (const { line, number } of ndjsonLines(createReadStream(file))) {
    const where = `${file}, line ${number}`;
    try {
      const text = decodeUtf8(line);
      if (text.trim() !== '') yield { number, resource: parseJson(text), where };
    } catch (error) {
      yield { number, unreadable: error as Error, where };
    }
  }
}

async function importEach(
  found: Iterable<Found> | AsyncIterable<Found | Unreadable>,
  run: Import,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  for await (const item of found) {
    if (run.only && !run.only.has(item.number)) continue;
    if ('unreadable' in item) {
      run.summary.refuse(item.unreadable, item.where);
      continue;
    }
    const task: Promise<void> = importOne(item, run).finally(() => underWay.delete(task));
    underWay.add(task);
    if (underWay.size >= AT_ONCE) await Promise.race(underWay);
  }
  await Promise.all(underWay);
}

function checkType(type: unknown, resourceTypes: Set<string>): void {
  if (typeof type !== 'string')
    throw refuse(400, 'structure', 'this is no FHIR resource: it has no resourceType');
  if (!resourceTypes.has(type))
    throw refuse(400, 'structure', `'${type.slice(0, 64)}' is no resource type of R4`);
}

async function importOne({ number, resource, where }: Found, run: Import): Promise<void> {
  const { rooms } = run;
  try {
    const { resourceType: type, id } = (resource ?? {}) as Resource;
    checkType(type, rooms.context.resourceTypes);
    rooms.pseudonyms.apply({ method: 'PUT', path: [], query: '', body: resource });
    await (typeof id === 'string'
      ? update({ type, id, body: resource }, rooms)
      : create({ type, body: resource }, rooms));
    run.summary.take(type);
  } catch (error) {
    refuseOrWait(error, { number, where, count: 1 }, run);
  }
}

async function importRequests(
  bundle: { type?: string; entry?: { resource?: unknown }[] },
  run: Import,
): Promise<void> {
  const { file, rooms, summary } = run;
  const list = bundle.entry ?? [];
  try {
    const answer = await rooms.bundle(
      rooms.pseudonyms.apply({ method: 'POST', path: [], query: '', body: bundle }),
    );
    const responses = (JSON.parse(answer.body as string) as { entry?: Response[] }).entry ?? [];
    for (const [i, response] of responses.entries())
      count(response, list[i]?.resource as Resource | undefined, `${file}, Bundle.entry[${i}]`, summary);
  } catch (error) {
    refuseOrWait(error, { number: 0, where: file, count: list.length }, run);
  }
}

/** A reference by search that finds nothing may find it when the rest is in. Anything but a refusal is thrown on. */
function refuseOrWait(
  error: unknown,
  { number, where, count }: { number: number; where: string; count: number },
  run: Import,
): void {
  if (!(error instanceof FhirError)) throw error;
  const findsNothing = error.status === 412 && error.issues.every((issue) => issue.code === 'not-found');
  if (findsNothing && !run.lastTry) run.waiting.add(number);
  else run.summary.refuse(error, where, count);
}

interface Response {
  response?: { status?: string; outcome?: { issue?: { diagnostics?: string }[] } };
}

function count(
  { response }: Response,
  resource: Resource | undefined,
  where: string,
  summary: ImportSummary,
): void {
  if (/^2/.test(response?.status ?? '')) {
    if (resource) summary.take(resource.resourceType);
    return;
  }
  summary.refuse(
    new Error(response?.outcome?.issue?.[0]?.diagnostics ?? `answered ${response?.status}`),
    where,
  );
}
