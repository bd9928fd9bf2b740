import type { CodeSystem, ConceptMap, ValueSet } from '@medplum/fhirtypes';
import { type CanonicalEntry, entryOf } from '../canonical-entry.ts';
import { prepareFragments } from './fragments.ts';

type Canonical = CodeSystem | ValueSet | ConceptMap;

/** What terminology reads of each resource; narrative, publisher and the like stay behind. */
const OF_ALL = ['resourceType', 'url', 'version', 'name', 'title', 'status'];
const OF_TYPE: Record<Canonical['resourceType'], string[]> = {
  CodeSystem: [
    'caseSensitive',
    'valueSet',
    'hierarchyMeaning',
    'content',
    'supplements',
    'property',
    'concept',
  ],
  ValueSet: ['compose'],
  ConceptMap: ['sourceUri', 'sourceCanonical', 'targetUri', 'targetCanonical', 'group'],
};

/** One line of the index: where in `terminology.jsonl` a resource stands, in bytes. */
export interface PreparedPlace extends CanonicalEntry {
  offset: number;
  length: number;
}

/** R4 has urls such as `http://terminology.hl7.org/CodeSystem/v2-0006|2.1`: the version of the table stands in the url. */
function withVersionApart<T extends Canonical>(resource: T): T {
  const [url, version] = (resource.url ?? '').split('|');
  return version === undefined ? resource : { ...resource, url, version };
}

function compact(resource: Canonical): Canonical {
  const kept = [...OF_ALL, ...OF_TYPE[resource.resourceType]];
  return Object.fromEntries(Object.entries(resource).filter(([key]) => kept.includes(key))) as never;
}

/**
 * Code systems, value sets and concept maps of R4 -> one line of JSON each, and an index that says where each stands,
 * so that a server reads only what it is asked for. Systems that R4 uses and does not define become fragments.
 */
export function prepareTerminology(resources: Canonical[], expansions: ValueSet[]) {
  const defined = resources.map(withVersionApart);
  const all = [...defined, ...prepareFragments(defined, expansions)];
  const lines: string[] = [];
  const index: PreparedPlace[] = [];
  let offset = 0;
  for (const resource of all) {
    const line = JSON.stringify(compact(resource));
    const length = Buffer.byteLength(line);
    index.push({ ...entryOf(resource), offset, length });
    lines.push(line);
    offset += length + 1;
  }
  return { lines, index };
}
