import { createHash } from 'node:crypto';
import type { ConceptMap } from '@medplum/fhirtypes';
import { type DefinedOperation, definedOperation } from '#conformance/operation-definition.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import { serializeJson } from '#fhir/json/serialize-json.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { admit, type Gate } from '#interaction/admit.ts';
import { againIfStale } from '#interaction/again-if-stale.ts';
import type { Answer } from '#interaction/answer.ts';
import type { ResourceStore, StoredVersion } from '#storage/resource-store.ts';
import { type ClosureConcept, ClosureTable } from '#terminology/concept-map/closure.ts';
import { readParameters } from '../parameters.ts';
import { answerQuestion } from './answer-question.ts';
import { codingOf } from './read-codings.ts';
import type { TerminologyRooms } from './terminology-rooms.ts';

export const CLOSURE: DefinedOperation = definedOperation('ConceptMap-closure');
const SOURCE = CLOSURE.definition;

/** What keeping a closure table needs: it is stored as any other resource. */
export interface ClosureRooms extends TerminologyRooms {
  gate: Gate;
}

/**
 * `$closure` (conceptmap-operation-closure.html): a table of which of a client's concepts subsumes which. A name alone
 * makes the table anew; concepts are added, and the answer has what that adds to it; a version asks for all that came
 * after it. The table is a stored ConceptMap without a url, and its version is that of the resource.
 */
export async function conceptMapClosure(
  request: { query: string; body?: unknown },
  rooms: ClosureRooms,
): Promise<Answer> {
  const input = readParameters(request, CLOSURE, rooms.definitions);
  const name = input.text('name') ?? '';
  const version = input.text('version');
  const concepts = input.all('concept').map(({ value, expression }) => readConcept(value, expression));
  if (concepts.length && version !== undefined)
    throw refuse(400, 'value', 'concept and version are given; one of them was expected', { source: SOURCE });
  const id = closureId(name);
  if (version !== undefined) return resynchronise(id, name, version, rooms.store);
  return againIfStale(async () => {
    const current = await rooms.store.read('ConceptMap', id);
    const before = concepts.length ? tableOf(current, name) : new ClosureTable();
    const table = concepts.length ? tableOf(current, name) : new ClosureTable();
    await answerQuestion(rooms.terminology, SOURCE, () =>
      table.add(concepts, (system, a, b) => rooms.terminology.subsumes({ system }, a, b)),
    );
    const written = await write(id, name, table, current, rooms);
    return answer(name, written, table.groupsSince(before));
  });
}

function readConcept(value: unknown, expression: string): ClosureConcept {
  const { system, code } = codingOf(value, expression, SOURCE);
  if (system && code) return { system, code };
  throw refuse(400, 'required', 'a concept of a closure table needs its system and code', {
    expression,
    source: SOURCE,
  });
}

/** A name may be any text; an id may not. */
const closureId = (name: string): string =>
  `closure-${createHash('sha256').update(name).digest('hex').slice(0, 40)}`;

function tableOf(stored: StoredVersion | undefined, name: string): ClosureTable {
  if (stored?.text !== undefined) return ClosureTable.of(parseJson(stored.text) as ConceptMap);
  throw refuse(
    404,
    'not-found',
    `there is no closure table '${name.slice(0, 120)}'; a call with the name alone makes it`,
    {
      source: SOURCE,
    },
  );
}

async function write(
  id: string,
  name: string,
  table: ClosureTable,
  current: StoredVersion | undefined,
  { store, gate }: ClosureRooms,
): Promise<string> {
  const group = table.groups();
  const resource = {
    resourceType: 'ConceptMap',
    identifier: { value: name },
    name: 'ClosureTable',
    title: `Closure table ${name}`,
    status: 'active',
    ...(group.length ? { group } : {}),
  } as unknown as Resource;
  const draft = await admit(resource, id, gate);
  const basedOn = current ? { basedOn: current.versionId } : {};
  const { written } = await store.transact({
    writes: [{ kind: 'update', method: 'PUT', place: '', draft, ...basedOn }],
    references: [],
    reads: [],
    representation: false,
  });
  return written[0]?.versionId ?? '';
}

async function resynchronise(
  id: string,
  name: string,
  version: string,
  store: ResourceStore,
): Promise<Answer> {
  const current = await store.read('ConceptMap', id);
  const table = tableOf(current, name);
  const earlier = await store.vread('ConceptMap', id, version);
  if (!earlier)
    throw refuse(404, 'not-found', `the closure table has no version '${version.slice(0, 64)}'`, {
      source: SOURCE,
    });
  const groups = earlier.text === undefined ? table.groups() : table.groupsSince(tableOf(earlier, name));
  return answer(name, (current as StoredVersion).versionId, groups);
}

function answer(name: string, version: string, group: NonNullable<ConceptMap['group']>): Answer {
  const map = {
    resourceType: 'ConceptMap',
    version,
    name,
    status: 'active',
    ...(group.length ? { group } : {}),
  };
  return { status: 200, headers: {}, body: serializeJson(map) };
}
