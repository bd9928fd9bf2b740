import type { SearchParameterText } from './parse-search.ts';
import { searchError } from './search-error.ts';
import type { ContainedQuery, SearchExpression } from './search-expression.ts';

const SOURCE = 'search.html#contained';

const NOT_ANSWERED: Partial<Record<SearchExpression['op'], string>> = {
  chain: 'a chain',
  has: '_has or _list',
  id: '_id',
  'last-updated': '_lastUpdated',
  word: '_text or _content',
};

/** `_contained` and `_containedType` (search.html#contained); undefined for a search of resources of their own. */
export function readContained(parameters: SearchParameterText[]): ContainedQuery | undefined {
  const contained = one('_contained', ['false', 'true', 'both'], parameters) ?? 'false';
  const give = one('_containedType', ['container', 'contained'], parameters) ?? 'container';
  if (contained === 'false') return undefined;
  return { both: contained === 'both', give: give as ContainedQuery['give'] };
}

function one(code: string, valid: string[], parameters: SearchParameterText[]): string | undefined {
  const given = parameters.filter((p) => p.code === code).at(-1);
  if (!given || valid.includes(given.value)) return given?.value;
  throw searchError(`'${given.value.slice(0, 40)}' of ${code} is none of ${valid.join(', ')}`, SOURCE);
}

/** Throws a 400 for what a contained resource cannot be asked. */
export function checkContained(
  { give }: ContainedQuery,
  asked: { where: SearchExpression[]; sorted: boolean; includes: boolean; within: boolean },
): void {
  if (asked.sorted) throw refusal('_sort', 'the order is that of the containers');
  if (asked.within) throw refusal('a compartment', 'what is contained stands in none by itself');
  if (asked.includes && give === 'contained')
    throw refusal('_include and _revinclude', 'they start from containers; use _containedType=container');
  for (const where of asked.where) checkExpression(where);
}

function checkExpression(where: SearchExpression): void {
  const unanswered = NOT_ANSWERED[where.op];
  if (unanswered) throw refusal(unanswered, 'a contained resource has only values of its own');
  if (where.op === 'all' || where.op === 'any') for (const each of where.of) checkExpression(each);
  if (where.op === 'not') checkExpression(where.of);
}

const refusal = (what: string, why: string) =>
  searchError(`_contained is not answered together with ${what}: ${why}`, SOURCE);
