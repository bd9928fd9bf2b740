import { findsPattern } from '#fhir/regex.ts';

it('finds what a pattern describes, anywhere unless it is anchored', () => {
  expect(findsPattern('abc123', '[0-9]+')).toBe(true);
  expect(findsPattern('abc', '^[0-9]+$')).toBe(false);
  expect(findsPattern('a\nb', 'a.b')).toBe(true);
  expect(findsPattern("it's", "[^\\s\\']+$")).toBe(true);
});

it.each(['(a+)+$', '^(a|aa)+$', '(.*a){20}', '([a-z]+)*[0-9]'])('is not held up by %s', (pattern) => {
  for (const length of [30, 900, 100_000])
    expect(findsPattern(`${'a'.repeat(length)}!`, pattern)).toBeDefined();
});

it('does not tell of a pattern that only backtracking can match, nor of what is none', () => {
  expect(findsPattern('aa', '(a)+\\1+$')).toBeUndefined();
  expect(findsPattern('a', '(')).toBeUndefined();
  expect(findsPattern('a', 'a'.repeat(2000))).toBeUndefined();
});
