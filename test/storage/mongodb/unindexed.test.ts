import type { SearchExpression } from '#search/search-expression.ts';
import { unindexedParameters } from '#storage/mongodb/unindexed.ts';

const code: SearchExpression = { op: 'token', parameter: 'code', system: 's', code: 'c' };
const anyCode: SearchExpression = { op: 'token', parameter: 'identifier', system: 'secret' };
const name: SearchExpression = { op: 'string', parameter: 'name', match: 'contains', value: 'secret' };
const all = (...of: SearchExpression[]): SearchExpression => ({ op: 'all', of });
const any = (...of: SearchExpression[]): SearchExpression => ({ op: 'any', of });
const not = (of: SearchExpression): SearchExpression => ({ op: 'not', of });

it.each<[string, SearchExpression, string[]]>([
  ['a code', code, []],
  ['everything', all(), []],
  ['what is not a code', not(code), ['code']],
  ['a system alone', anyCode, ['identifier']],
  ['a part of a name', name, ['name']],
  ['a part of a name and a code', all(name, code), []],
  ['one of two, of which an index answers one', any(name, code), ['name', 'code']],
  ['nothing that an index answers', all(name, not(anyCode)), ['name', 'identifier']],
])('names the parameters that scan in a search for %s', (_, where, parameters) => {
  expect(unindexedParameters(where)).toEqual(parameters);
});
