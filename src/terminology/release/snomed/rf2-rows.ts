import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * The rows of an RF2 file (SNOMED CT Release File Specification): tab-separated text in UTF-8 without quotes, the first
 * line with the names of the columns. Throws where a column that is asked for is not there.
 */
export async function* rf2Rows<K extends string>(
  file: string,
  columns: readonly K[],
): AsyncGenerator<Record<K, string>> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  let places: number[] | undefined;
  for await (const line of lines) {
    const cells = line.split('\t');
    if (!places) {
      const head = cells.map((cell) => cell.replace(/^\uFEFF/, ''));
      places = columns.map((column) => placeOf(column, head, file));
      continue;
    }
    const row = {} as Record<K, string>;
    for (let i = 0; i < columns.length; i++) row[columns[i] as K] = cells[places[i] as number] ?? '';
    yield row;
  }
}

function placeOf(column: string, head: string[], file: string): number {
  const place = head.indexOf(column);
  if (place < 0) throw new Error(`${file} has no column ${column}; is it a file of RF2?`);
  return place;
}
