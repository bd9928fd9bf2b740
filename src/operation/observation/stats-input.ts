import type { Definitions } from '#conformance/definitions.ts';
import { definedOperation } from '#conformance/operation-definition.ts';
import { timeSpan } from '#fhir/date-time.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import { parseReference } from '#fhir/reference.ts';
import type { OperationInput } from '../operation-input.ts';
import { readParameters } from '../parameters.ts';
import { wrongValue } from '../wrong-value.ts';
import { findStatistic, STATISTICS, type Statistic } from './statistic.ts';

/** The operation as R4 defines it (observation-operation-stats.html). */
export const STATS = definedOperation('Observation-stats');

/** A code whose measurements are asked for. */
export interface AskedCode {
  system: string;
  code: string;
  display?: string;
}

/** What one call asks for. */
export interface StatsInput {
  /** `Type/id`, or an absolute URL. */
  subject: string;
  codes: AskedCode[];
  /** As it was given, or the last hours; absent for all time. */
  period?: { start?: string; end?: string };
  statistics: Statistic[];
  /** How many of the Observations are given as well; Infinity for all. */
  sources: number;
}

/** Codes of one call; each is a criterion of the search. */
const MOST_CODES = 100;

const HOUR = 3_600_000;

/** The first year that a date can name. */
const YEAR_ONE = Date.parse('0001-01-01T00:00:00Z');

/** Reads and checks the parameters; throws 400 for one that is missing or wrong. */
export function readStatsInput(
  request: { query: string; body?: unknown },
  { definitions, now }: { definitions: Definitions; now: () => Date },
): StatsInput {
  const input = readParameters(request, STATS, definitions);
  const period = readDuration(input, now()) ?? readPeriod(input);
  return {
    subject: readSubject(input),
    codes: readCodes(input),
    statistics: readStatistics(input),
    sources: input.boolean('include') ? readLimit(input) : 0,
    ...(period ? { period } : {}),
  };
}

const wrong = (
  input: OperationInput,
  name: string,
  found: string,
  expected: string,
  given = input.one(name),
) => wrongValue({ input, definition: STATS.definition }, name, found, expected, given);

const incomplete = (diagnostics: string) =>
  refuse(400, 'required', `$stats: ${diagnostics}`, { source: STATS.definition });

function readSubject(input: OperationInput): string {
  const subject = input.text('subject') as string;
  const isReference = parseReference(subject) !== undefined || /^(?:https?|urn):\S+$/.test(subject);
  if (isReference) return subject;
  throw wrong(input, 'subject', subject, 'a reference such as Patient/123');
}

/** Codes with their system, and Codings (both may be given). */
function readCodes(input: OperationInput): AskedCode[] {
  const codes = input.all('code').map(({ value }) => String(value));
  const system = input.text('system');
  if (codes.length && system === undefined)
    throw incomplete('system is missing beside code; or send a coding');
  if (!codes.length && system !== undefined) throw incomplete('code is missing beside system');
  const codings = input.all('coding').map(({ value, expression }) => readCoding(value, expression));
  const all = [...codes.map((code) => ({ system: system as string, code })), ...codings];
  if (!all.length) throw incomplete('code with system, or coding, is missing');
  if (all.length > MOST_CODES)
    throw refuse(400, 'too-costly', `$stats: ${all.length} codes; at most ${MOST_CODES} were expected`, {
      source: STATS.definition,
    });
  return all;
}

function readCoding(value: unknown, expression: string): AskedCode {
  const { system, code, display } = value as { system?: unknown; code?: unknown; display?: unknown };
  if (typeof system === 'string' && typeof code === 'string')
    return { system, code, ...(typeof display === 'string' ? { display } : {}) };
  throw refuse(400, 'value', 'the coding has no system or no code; both were expected', {
    expression,
    source: STATS.definition,
  });
}

function readStatistics(input: OperationInput): Statistic[] {
  const found = input.all('statistic').map((given) => {
    const statistic = findStatistic(String(given.value));
    if (statistic) return statistic;
    throw wrong(
      input,
      'statistic',
      String(given.value),
      `one of ${[...STATISTICS.keys()].join(', ')}`,
      given,
    );
  });
  return [...new Set(found)];
}

function readLimit(input: OperationInput): number {
  const limit = input.number('limit');
  if (limit !== undefined && limit < 1)
    throw wrong(input, 'limit', String(limit), 'a whole number from 1 on');
  return limit ?? Number.POSITIVE_INFINITY;
}

/** The last hours up to now; where it is given, a period is not asked for ("if a duration is not provided"). */
function readDuration(input: OperationInput, now: Date): StatsInput['period'] | undefined {
  const hours = input.number('duration');
  if (hours === undefined) return undefined;
  const start = new Date(now.getTime() - hours * HOUR);
  if (!(hours > 0) || !(start.getTime() >= YEAR_ONE))
    throw wrong(input, 'duration', String(hours), 'a number of hours above 0 that begin after the year 1');
  return { start: start.toISOString(), end: now.toISOString() };
}

function readPeriod(input: OperationInput): StatsInput['period'] | undefined {
  const given = input.one('period');
  if (!given) return undefined;
  const { start, end } = given.value as { start?: unknown; end?: unknown };
  const [from, to] = [start, end].map((each) => (typeof each === 'string' ? timeSpan(each) : undefined));
  const isRead = (start === undefined || from) && (end === undefined || to) && (from || to);
  if (!isRead || (from && to && from.low >= to.high))
    throw wrong(
      input,
      'period',
      JSON.stringify({ start, end }),
      'a start, an end, or a start that is not behind its end,',
    );
  return { ...(from ? { start: start as string } : {}), ...(to ? { end: end as string } : {}) };
}
