const LINE_FEED = 10;

/**
 * The lines of newline-delimited JSON as bytes, without their line feeds, and their numbers from 1. A line feed
 * alone ends a line (https://github.com/ndjson/ndjson-spec): U+2028 and U+2029 may stand in a string of JSON.
 */
export async function* ndjsonLines(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<{ line: Buffer; number: number }> {
  let number = 0;
  /** The parts of a line that goes over several chunks. */
  let begun: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      yield { line: Buffer.concat([...begun, chunk.subarray(start, end)]), number: ++number };
      begun = [];
      start = end + 1;
    }
    if (start < chunk.length) begun.push(chunk.subarray(start));
  }
  if (begun.length) yield { line: Buffer.concat(begun), number: number + 1 };
}
