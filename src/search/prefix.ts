import type { Prefix } from './search-expression.ts';

/** Splits `ge2025-06` into prefix and value; no prefix is `eq` (search.html#prefix). */
export function splitPrefix(value: string): [Prefix, string] {
  const match = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)(?=[\d.+-])/.exec(value);
  return match ? [match[1] as Prefix, value.slice(2)] : ['eq', value];
}
