import { existsSync, readFileSync } from 'node:fs';

/** Reads a file that the trial publishes. */
export type ReadPublished = (file: URL) => string;

/** As it is written. */
export const asWritten: ReadPublished = (file) => readFileSync(file, 'utf8');

/** The file of a study folder that says under which base its files, profiles and terminology are written. */
const PLAN = 'analysis-plan.json';

/** The canonical base that the files of a trial are written with; undefined where there is no trial. */
export function writtenBase(study: URL): string | undefined {
  const plan = new URL(PLAN, study);
  if (!existsSync(plan)) return undefined;
  return (JSON.parse(asWritten(plan)) as { canonicalBase: string }).canonicalBase;
}

/**
 * Reads the files of a trial as if they were written with another canonical base: it takes the place of theirs
 * wherever that stands - urls, identifier systems, expressions. `study` is the folder that names theirs.
 */
export function under(base: string | undefined, study: URL): ReadPublished {
  const written = base === undefined ? undefined : writtenBase(study);
  if (base === undefined || written === undefined || written === base) return asWritten;
  return (file) => asWritten(file).replaceAll(written, base);
}
