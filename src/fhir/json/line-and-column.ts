const LINE_FEED = 10;

/** The line and column, both from 1, of the character at `end`. Counts in place: a text may be millions of lines. */
export function lineAndColumn(text: string, end: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let at = 0; at < end; at++) {
    if (text.charCodeAt(at) !== LINE_FEED) continue;
    line++;
    start = at + 1;
  }
  return { line, column: end - start + 1 };
}
