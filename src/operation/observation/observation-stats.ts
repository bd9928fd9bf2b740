import type { Definitions } from '#conformance/definitions.ts';
import { serializeJson } from '#fhir/json/serialize-json.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Answer } from '#interaction/answer.ts';
import { createBreathe } from '#interaction/breathe.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import { anyOf } from '#search/compile-value.ts';
import { indexedAs } from '#search/indexed-as.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import type { Study } from '#study/load-study.ts';
import type { Terminology } from '#terminology/terminology.ts';
import { criterion, escaped } from '../criterion.ts';
import { readAll, type StreamRooms } from '../read-all.ts';
import { CodeGroups, codeKey, codeKeys } from './code-groups.ts';
import { comparableValues } from './comparable-values.ts';
import { type Measurement, measurementsOf } from './measurements.ts';
import { readObservations } from './read-observations.ts';
import { type CodeResults, statisticsObservation } from './statistics-observation.ts';
import { readStatsInput, STATS, type StatsInput } from './stats-input.ts';

/** What statistics need. */
export interface StatsRooms extends StreamRooms {
  context: SearchContext;
  definitions: Definitions;
  terminology: Terminology;
  /** The trial, whose rules convert units; undefined if this server serves none. */
  study: () => Study | undefined;
  now: () => Date;
}

/**
 * `Observation/$stats`: statistics of the measurements that one subject has of some codes, in a period; one
 * Observation for each code and unit, and the Observations they are based on if these are asked for.
 */
export async function observationStats(
  request: { query: string; body?: unknown },
  rooms: StatsRooms,
): Promise<Answer> {
  const asked = readStatsInput(request, rooms);
  const tools = { terminology: rooms.terminology, breathe: createBreathe() };
  const results = await resultsOf(asked, rooms);
  const parameters: { name: string; text: string }[] = [];
  for (const result of results) {
    for (const list of result.lists.length ? result.lists : [undefined]) {
      const observation = await statisticsObservation(result, list, asked, tools);
      parameters.push({ name: 'statistics', text: serializeJson(observation) });
    }
  }
  for (const text of await sourcesOf(results, asked.sources, rooms))
    parameters.push({ name: 'source', text });
  const parameter = parameters.map(({ name, text }) => `{"name":"${name}","resource":${text}}`).join(',');
  return { status: 200, headers: {}, body: `{"resourceType":"Parameters","parameter":[${parameter}]}` };
}

/** The measurements of every code that was asked for and of the parts of panels, codes that are the same together. */
async function resultsOf(asked: StatsInput, rooms: StatsRooms): Promise<CodeResults[]> {
  const keys = new Set(asked.codes.map(({ system, code }) => codeKey(system, code)));
  const groups = new CodeGroups();
  const found: Measurement[] = [];
  const panels = new Set<string>();
  for await (const observation of readObservations(where(asked, rooms.context), rooms, STATS.definition)) {
    const measurements = measurementsOf(observation, keys);
    for (const { codes } of measurements) groups.join(codes);
    if (measurements.every(({ isPart }) => isPart))
      for (const key of codeKeys(observation.code)) panels.add(key);
    found.push(...measurements);
  }
  const byGroup = Map.groupBy(found, ({ codes }) => groups.groupOf(codes[0] ?? ''));
  const results: CodeResults[] = [];
  for (const [group, codes] of Map.groupBy(asked.codes, (c) => groups.groupOf(codeKey(c.system, c.code)))) {
    const measurements = byGroup.get(group) ?? [];
    const isPanel = codes.some(({ system, code }) => panels.has(codeKey(system, code)));
    // A panel has its results in those of its parts.
    if (measurements.length || !isPanel || !byGroup.size)
      results.push(await resultOf({ coding: codes }, measurements, rooms));
    byGroup.delete(group);
  }
  for (const measurements of byGroup.values())
    results.push(await resultOf(measurements[0]?.alone.code, measurements, rooms));
  return results;
}

async function resultOf(
  concept: unknown,
  measurements: Measurement[],
  { study }: StatsRooms,
): Promise<CodeResults> {
  const usable = measurements.filter(({ quantity }) => quantity);
  return { concept, measurements, lists: await comparableValues(usable, study(), createBreathe()) };
}

/** The Observations of the subject and period that have a code, or are members of a panel that has it. */
function where({ subject, codes, period }: StatsInput, context: SearchContext): SearchExpression {
  const of = (name: string, value: string) => criterion('Observation', name, value, context);
  const either = (name: string) =>
    anyOf(codes.map(({ system, code }) => of(name, `${escaped(system)}|${escaped(code)}`)));
  const shared: SearchExpression[] = [
    of('subject', escaped(subject)),
    { op: 'not', of: of('status', 'entered-in-error') },
  ];
  const definition = context.parameters.find('Observation', 'has-member');
  const members = definition ? indexedAs(context.parameters, 'Observation', definition).parameters : [];
  const isMember = members.map(
    (parameter): SearchExpression => ({
      op: 'has',
      type: 'Observation',
      parameter,
      of: { op: 'all', of: [...shared, either('code')] },
    }),
  );
  return {
    op: 'all',
    of: [
      ...shared,
      ...(period?.start === undefined ? [] : [of('date', `ge${period.start}`)]),
      ...(period?.end === undefined ? [] : [of('date', `le${period.end}`)]),
      anyOf([either('combo-code'), ...isMember]),
    ],
  };
}

/** The Observations that the results are based on, the newest first; as many as were asked for. */
async function sourcesOf(results: CodeResults[], most: number, rooms: StatsRooms): Promise<string[]> {
  if (most === 0) return [];
  const times = new Map<string, number>();
  for (const { lists } of results)
    for (const { values } of lists)
      for (const { measurement } of values)
        times.set(measurement.alone.id, measurement.time ?? Number.NEGATIVE_INFINITY);
  const ids = [...times].sort(([, a], [, b]) => b - a || 0).map(([id]) => id);
  const { includes } = rooms.limits;
  if (Math.min(ids.length, most) > includes)
    throw refuse(
      400,
      'too-costly',
      `${ids.length} Observations would be included; ask for at most ${includes} with limit`,
      { source: STATS.definition },
    );
  const texts = new Map<string, string>();
  const asked = ids.slice(0, most);
  const targets = [{ type: 'Observation', where: { op: 'id' as const, ids: asked } }];
  for await (const { id, text } of readAll({ targets }, rooms)) texts.set(id, text);
  return asked.flatMap((id) => texts.get(id) ?? []);
}
