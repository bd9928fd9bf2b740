import type { Limits } from '#config.ts';
import type { DefinedInput } from '#conformance/operation-definition.ts';
import { type TimeSpan, timeSpan } from '#fhir/date-time.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import { decodePage, PAGE_PARAMETER } from '#search/page.ts';
import type { PageSeal } from '#search/page-seal.ts';
import type { SearchParameterText } from '#search/parse-search.ts';
import { searchError } from '#search/search-error.ts';
import type { PagePlace } from '#search/search-expression.ts';
import type { OperationInput } from '../operation-input.ts';
import { wrongValue } from '../wrong-value.ts';
import type { CareRange } from './care-range.ts';

/** What page links add to the parameters of the definition. */
export const PAGE_INPUT: DefinedInput = { name: PAGE_PARAMETER, min: 0, max: '1', type: 'string' };

/** How a client narrows an $everything, and which page of it is asked for. */
export interface Narrowing {
  /** Matches on a page; 0 asks for their number alone. */
  count: number;
  /** The types that are asked for; absent for all. */
  types?: Set<string>;
  /** Updated at or after this instant, in milliseconds since 1970. */
  since?: number;
  care?: CareRange;
  after?: PagePlace;
  /** The parameters as page links repeat them. */
  used: SearchParameterText[];
}

/** An operation's input, and the definition that refusals cite. */
export interface DefinedCall {
  input: OperationInput;
  definition: string;
}

const DATE = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Reads `start`, `end`, `_since`, `_type`, `_count` and the page; throws 400 for a value that cannot be one. */
export function readNarrowing(call: DefinedCall, context: SearchContext, limits: Limits): Narrowing {
  const types = readTypes(call, context);
  const since = readSince(call);
  const care = readCare(call);
  const page = call.input.text(PAGE_PARAMETER);
  return {
    count: readCount(call, limits),
    used: usedOf(call.input),
    ...(types.size ? { types } : {}),
    ...(since ? { since: since.low } : {}),
    ...(care ? { care } : {}),
    ...(page === undefined ? {} : { after: placeOf(page, context.pages) }),
  };
}

function readTypes(call: DefinedCall, { resourceTypes }: SearchContext): Set<string> {
  const types = new Set<string>();
  for (const given of call.input.all('_type')) {
    for (const type of String(given.value).split(',')) {
      if (!resourceTypes.has(type))
        throw wrongValue(call, '_type', type, 'a resource type of R4, or several with commas,', given);
      types.add(type);
    }
  }
  return types;
}

/** All of it at once, as far as the server goes with one page, unless the client asks otherwise. */
function readCount(call: DefinedCall, { pageSize }: Limits): number {
  const count = call.input.number('_count') ?? pageSize;
  if (count < 0) throw wrongValue(call, '_count', String(count), 'a whole number from 0 on');
  return Math.min(count, pageSize);
}

function readSince(call: DefinedCall): TimeSpan | undefined {
  const text = call.input.text('_since');
  if (text === undefined) return undefined;
  const span = INSTANT.test(text) ? timeSpan(text) : undefined;
  if (span) return span;
  throw wrongValue(call, '_since', text, 'an instant with its time zone (`+` in a URL is sent as %2B)');
}

function readCare(call: DefinedCall): CareRange | undefined {
  const [start, end] = [readDate(call, 'start'), readDate(call, 'end')];
  if (start && end && start.span.low >= end.span.high)
    throw wrongValue(call, 'end', end.text, `a date that is not before start, ${start.text},`);
  if (!start && !end) return undefined;
  return { ...(start ? { start: start.text } : {}), ...(end ? { end: end.text } : {}) };
}

function readDate(call: DefinedCall, name: string): { text: string; span: TimeSpan } | undefined {
  const text = call.input.text(name);
  if (text === undefined) return undefined;
  const span = DATE.test(text) ? timeSpan(text) : undefined;
  if (span) return { text, span };
  throw wrongValue(call, name, text, 'a date as YYYY, YYYY-MM or YYYY-MM-DD');
}

/** Pages go forwards only: the first match stands before the order of the others. */
function placeOf(page: string, pages: PageSeal): PagePlace {
  const start = decodePage(page, 0, pages);
  if ('after' in start) return start.after;
  throw searchError(
    `this is no ${PAGE_PARAMETER} of $everything; start again at the first page`,
    'http.html#paging',
  );
}

const NAMES = ['start', 'end', '_since', '_type', '_count', PAGE_PARAMETER];

function usedOf(input: OperationInput): SearchParameterText[] {
  return NAMES.flatMap((name) =>
    input.all(name).map(({ value }) => ({ name, code: name, value: String(value) })),
  );
}
