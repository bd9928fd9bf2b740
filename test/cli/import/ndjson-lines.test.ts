import { ndjsonLines } from '#cli/import/ndjson-lines.ts';

async function* chunksOf(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function linesOf(text: string, size = 64): Promise<string[]> {
  const lines: string[] = [];
  for await (const { line, number } of ndjsonLines(chunksOf(text, size))) lines.push(`${number} ${line}`);
  return lines;
}

it.each([1, 2, 3, 5, 64])('ends a line at a line feed alone, read in chunks of %i bytes', async (size) => {
  const text = 'é\u2028a\n\n\u2029b\u0085c\rd\r\n€';
  expect(await linesOf(text, size)).toEqual(['1 é\u2028a', '2 ', '3 \u2029b\u0085c\rd\r', '4 €']);
});

it('has no line behind the last line feed', async () => {
  expect(await linesOf('a\nb\n')).toEqual(['1 a', '2 b']);
  expect(await linesOf('')).toEqual([]);
});
