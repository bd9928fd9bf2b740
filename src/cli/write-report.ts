import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The forms that are written, with the name of the file. */
const FILES = { json: 'outcome-report.json', csv: 'outcome-report.csv', html: 'outcome-report.html' };

/**
 * Asks `get` for the report in each form and writes it into `folder`. Returns the text form, for the
 * terminal, and the paths written.
 */
export async function writeReport(
  folder: string,
  get: (output: string) => Promise<string>,
): Promise<{ text: string; files: string[] }> {
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  for (const [output, name] of Object.entries(FILES)) {
    const file = path.join(folder, name);
    writeFileSync(file, await get(output));
    files.push(file);
  }
  return { text: await get('text'), files };
}
