import { findsPattern, replacePattern } from '#fhir/regex.ts';

it('finds what a pattern describes, anywhere unless it is anchored', () => {
  expect(findsPattern('abc123', '[0-9]+')).toBe(true);
  expect(findsPattern('abc', '^[0-9]+$')).toBe(false);
  expect(findsPattern('a\nb', 'a.b')).toBe(true);
  expect(findsPattern("it's", "[^\\s\\']+$")).toBe(true);
});

it.each(['(a+)+$', '^(a|aa)+$', '(.*a){20}', '([a-z]+)*[0-9]'])('is not held up by %s', (pattern) => {
  for (const length of [30, 900, 9000]) expect(findsPattern(`${'a'.repeat(length)}!`, pattern)).toBeDefined();
});

it('does not tell of a pattern that only backtracking can match, nor of what is none', () => {
  expect(findsPattern('aa', '(a)+\\1+$')).toBeUndefined();
  expect(findsPattern('a', '(')).toBeUndefined();
  expect(findsPattern('a', 'a'.repeat(2000))).toBeUndefined();
});

it('does not tell of a text that is too long for its pattern', () => {
  expect(findsPattern('a'.repeat(9000), '(a?){100}b')).toBeUndefined();
  expect(findsPattern('a'.repeat(5000), 'a(b|c)*d')).toBe(false);
});

it('replaces all that matches, with what its groups have matched', () => {
  expect(replacePattern('a1b22', '[0-9]+', '#')).toBe('a#b#');
  expect(replacePattern('11/30', '([0-9]+)/([0-9]+)', '$2-$1')).toBe('30-11');
  expect(replacePattern(`${'a'.repeat(30)}!`, '(a+)+$', '')).toBe(`${'a'.repeat(30)}!`);
  expect(replacePattern('a', '(', '')).toBeUndefined();
});
