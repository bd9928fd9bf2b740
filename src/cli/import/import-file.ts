import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseJson } from '#fhir/json/parse-json.ts';
import { FhirError, refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Rooms } from '#http/rooms.ts';
import { create } from '#interaction/create.ts';
import { update } from '#interaction/update.ts';
import type { ImportSummary } from './import-summary.ts';

/** Single resources under way at once, so that the store commits many together. */
const AT_ONCE = 256;

/** A resource with the place it was found at, for the summary. */
interface Found {
  resource: unknown;
  where: string;
}

/** A line that cannot be read. */
interface Refused {
  refused: Error;
  where: string;
}

/**
 * Imports one file. A batch or transaction Bundle is carried out as such; any other Bundle, a resource, or the
 * lines of an NDJSON file are taken one by one, under their own ids where they have one. Returns true if a
 * transaction must wait for resources that it refers to by search, which is no refusal before the last try.
 */
export async function importFile(
  file: string,
  rooms: Rooms,
  summary: ImportSummary,
  { lastTry }: { lastTry: boolean },
): Promise<boolean> {
  if (/\.ndjson$/i.test(file)) {
    await importEach(lines(file), rooms, summary);
    return false;
  }
  let content: unknown;
  try {
    content = parseJson(readFileSync(file, 'utf8'), { depth: 64, values: Number.POSITIVE_INFINITY });
  } catch (error) {
    summary.refuse(error, file);
    return false;
  }
  const bundle = content as { resourceType?: string; type?: string; entry?: { resource?: unknown }[] };
  if (bundle?.resourceType === 'Bundle' && (bundle.type === 'transaction' || bundle.type === 'batch')) {
    return importRequests(bundle, file, rooms, summary, lastTry);
  }
  const isList =
    bundle?.resourceType === 'Bundle' &&
    Array.isArray(bundle.entry) &&
    bundle.type !== 'document' &&
    bundle.type !== 'message';
  const found = isList
    ? entries(bundle.entry as { resource?: unknown }[], file)
    : [{ resource: content, where: file }];
  await importEach(found, rooms, summary);
  return false;
}

function* entries(list: { resource?: unknown }[], file: string): Generator<Found> {
  for (const [i, entry] of list.entries())
    if (entry?.resource) yield { resource: entry.resource, where: `${file}, Bundle.entry[${i}]` };
}

async function* lines(file: string): AsyncGenerator<Found | Refused> {
  let number = 0;
  for await (const line of createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number++;
    if (line.trim() === '') continue;
    try {
      yield { resource: parseJson(line), where: `${file}, line ${number}` };
    } catch (error) {
      yield { refused: error as Error, where: `${file}, line ${number}` };
    }
  }
}

async function importEach(
  found: Iterable<Found> | AsyncIterable<Found | Refused>,
  rooms: Rooms,
  summary: ImportSummary,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  for await (const item of found) {
    if ('refused' in item) {
      summary.refuse(item.refused, item.where);
      continue;
    }
    const task: Promise<void> = importOne(item, rooms, summary).finally(() => underWay.delete(task));
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

async function importOne({ resource, where }: Found, rooms: Rooms, summary: ImportSummary): Promise<void> {
  try {
    const { resourceType: type, id } = (resource ?? {}) as Resource;
    checkType(type, rooms.context.resourceTypes);
    await (typeof id === 'string'
      ? update({ type, id, body: resource }, rooms)
      : create({ type, body: resource }, rooms));
    summary.take(type);
  } catch (error) {
    if (!(error instanceof FhirError)) throw error;
    summary.refuse(error, where);
  }
}

async function importRequests(
  bundle: { type?: string; entry?: { resource?: unknown }[] },
  file: string,
  rooms: Rooms,
  summary: ImportSummary,
  lastTry: boolean,
): Promise<boolean> {
  const list = bundle.entry ?? [];
  try {
    const answer = await rooms.bundle({ method: 'POST', path: [], query: '', body: bundle });
    const responses = (JSON.parse(answer.body as string) as { entry?: Response[] }).entry ?? [];
    for (const [i, response] of responses.entries())
      count(response, list[i]?.resource as Resource | undefined, `${file}, Bundle.entry[${i}]`, summary);
  } catch (error) {
    if (!(error instanceof FhirError)) throw error;
    // A reference by search that finds nothing may find it when the other files are in.
    if (!lastTry && error.status === 412 && error.issues.every((issue) => issue.code === 'not-found'))
      return true;
    summary.refuse(error, file, list.length);
  }
  return false;
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
