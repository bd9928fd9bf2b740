import { readFileSync } from 'node:fs';
import type { Resource } from '#fhir/resource.ts';

export interface Entry {
  fullUrl: string;
  resource: Resource & { id: string };
  request: { method: string; url: string };
}

/** A change by paths such as `period.start`; null takes an element away. */
type Change = Record<string, unknown>;

/** What breaks one rule: the record of examples/record-rules.json with one entry changed. */
export interface Example {
  breaks: string;
  why: string;
  entry: string;
  change: Change;
  /** The changed entry comes beside the one that it was made from, under this name. */
  copy?: string;
  /** The record is stored as it is; the changed entry comes after it. */
  then?: boolean;
  /** Other entries that are changed or left out. */
  also?: { entry: string; drop?: boolean; change?: Change }[];
}

export const examples: { valid: { entry: Entry[] }; invalid: Example[]; declared: Example[] } = JSON.parse(
  readFileSync(new URL('../../../examples/record-rules.json', import.meta.url), 'utf8'),
);

/** The record of the fixture as that of another subject. */
export function recordOf(number: number): Entry[] {
  const text = JSON.stringify(examples.valid.entry);
  return JSON.parse(text.replaceAll('exo-001', `exo-${number}`).replaceAll('EXO-001', `EXO-${number}`));
}

/** The entry of a name such as `dose-1-hws`. */
export function entryOf(entries: Entry[], name: string): Entry {
  const found = entries.find(({ resource }) => resource.id.endsWith(`-${name}`));
  if (!found) throw new Error(`there is no entry ${name}`);
  return found;
}

/** An entry with a change, under another name where one is given. */
export function changed(entry: Entry, change: Change, name?: string): Entry {
  const copy: Entry = structuredClone(entry);
  for (const [path, value] of Object.entries(change)) put(copy.resource, path.split('.'), value);
  if (name === undefined) return copy;
  copy.resource.id = `${copy.resource.id.slice(0, 'exo-001'.length)}-${name}`;
  copy.request.url = `${copy.resource.resourceType}/${copy.resource.id}`;
  copy.fullUrl = `https://hospital.example.org/${copy.request.url}`;
  return copy;
}

function put(into: object, path: string[], value: unknown): void {
  const last = path.at(-1) as string;
  const step = (node: object, name: string) => (node as Record<string, object>)[name] as object;
  const holder = path.slice(0, -1).reduce(step, into) as Record<string, unknown>;
  if (value === null) delete holder[last];
  else holder[last] = value;
}

/** The transactions of an example, in their order. */
export function transactionsOf(example: Example, number: number): object[] {
  const record = recordOf(number);
  const entry = changed(entryOf(record, example.entry), example.change, example.copy);
  const transaction = (...entries: Entry[]) => ({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: entries,
  });
  if (example.then) return [transaction(...record), transaction(entry)];
  const also = example.also ?? [];
  const dropped = also.filter(({ drop }) => drop).map((one) => entryOf(record, one.entry));
  const others = also.flatMap((one) => (one.change ? [changed(entryOf(record, one.entry), one.change)] : []));
  const named = new Set([entry, ...others].map(({ resource }) => resource.id));
  const rest = record.filter((one) => !named.has(one.resource.id) && !dropped.includes(one));
  return [transaction(...rest, ...others, entry)];
}
