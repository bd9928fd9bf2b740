/** The first text, by code points, behind all texts that begin with `prefix`, which is not empty. */
export function behind(prefix: string): string {
  const letter = [...prefix].at(-1) as string;
  const last = letter.codePointAt(0) as number;
  // Surrogates are no letters of their own.
  const next = last === 0xd7ff ? 0xe000 : Math.min(last + 1, 0x10ffff);
  return prefix.slice(0, -letter.length) + String.fromCodePoint(next);
}
