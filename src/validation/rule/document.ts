import type { Resource } from '#fhir/resource.ts';
import { isObject } from '../is-object.ts';
import { type Place, placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import { resolveWithin } from '../resolve-within.ts';
import type { Run } from '../run.ts';
import type { Check, JsonObject } from '../shape.ts';

/** What the first resource refers to, and must bring along (documents.html#content, messaging.html#bundle). */
const INCLUDED: Record<string, string[]> = {
  Composition: ['subject', 'encounter', 'author', 'custodian', 'attester.party', 'event.detail'],
  MessageHeader: ['focus'],
};

interface Found {
  reference: JsonObject;
  place: Place;
}

/** The references of an object along a path, with their places. */
function referencesAt(holder: unknown, steps: string[], place: Place): Found[] {
  if (!isObject(holder)) return [];
  const [step, ...rest] = steps;
  if (step === undefined) return [{ reference: holder, place }];
  const value = holder[step];
  if (!Array.isArray(value)) return referencesAt(value, rest, placeBelow(place, step));
  return value.flatMap((each, i) => referencesAt(each, rest, placeBelow(place, step, i)));
}

/** The entries of sections, and of sections within them. */
function sectionEntries(holder: JsonObject, place: Place): Found[] {
  const sections = Array.isArray(holder.section) ? holder.section : [];
  return sections.filter(isObject).flatMap((section, i) => {
    const where = placeBelow(place, 'section', i);
    return [...referencesAt(section, ['entry'], where), ...sectionEntries(section, where)];
  });
}

/** All references of a resource, wherever they stand. */
function allReferences(value: unknown, found: string[]): string[] {
  if (Array.isArray(value)) for (const item of value) allReferences(item, found);
  else if (isObject(value)) {
    if (typeof value.reference === 'string') found.push(value.reference);
    for (const each of Object.values(value)) if (typeof each === 'object') allReferences(each, found);
  }
  return found;
}

function checkIncluded(first: Run): void {
  const { resource, place } = first;
  const paths = INCLUDED[resource.resourceType] ?? [];
  const found = [
    ...paths.flatMap((path) => referencesAt(resource, path.split('.'), place)),
    ...sectionEntries(resource, place),
  ];
  for (const { reference, place: where } of found) {
    if (typeof reference.reference !== 'string' || resolveWithin(reference, first) !== undefined) continue;
    const words = `Found a reference to ${quote(reference.reference)}, expected that resource in the same Bundle`;
    first.error('not-found', where, `${words}.`, 'documents.html#content');
  }
}

/** Every entry of a document is linked with its Composition, in whatever direction. */
function checkReachable(runs: Run[]): void {
  const links = new Map<Run, Set<Run>>(runs.map((run) => [run, new Set()]));
  for (const run of runs) {
    for (const reference of allReferences(run.resource, [])) {
      const target = reference.startsWith('#') ? undefined : resolveWithin({ reference }, run);
      if (target === undefined) continue;
      links.get(run)?.add(target);
      links.get(target)?.add(run);
    }
  }
  const reached = new Set<Run>(runs.slice(0, 1));
  for (const run of reached) for (const target of links.get(run) ?? []) reached.add(target);
  for (const run of runs) {
    if (reached.has(run)) continue;
    const words =
      'Found a resource that no reference links with the Composition, expected all of them to be linked';
    run.error('structure', run.place, `${words}.`, 'documents.html#content');
  }
}

/** Whether a document or message brings along what its first resource refers to. */
export const checkDocument: Check<JsonObject> = ({ type, entry }, place, run) => {
  if ((type !== 'document' && type !== 'message') || !Array.isArray(entry) || run.pass.depth === 'shell')
    return;
  const runs = entry.flatMap((each, i) => {
    const resource = isObject(each) ? each.resource : undefined;
    const where = placeBelow(placeBelow(place, 'entry', i), 'resource');
    return isObject(resource) ? [run.within(resource as Resource, where, false)] : [];
  });
  const [first] = runs;
  if (first === undefined || INCLUDED[first.resource.resourceType] === undefined) return;
  checkIncluded(first);
  if (type === 'document') checkReachable(runs);
};
