import { existsSync } from 'node:fs';
import { asWritten, type ReadPublished } from '#conformance/published-files.ts';

/** What a trial says about pseudonyms, as its file `pseudonyms.json` has it. */
export interface PseudonymRules {
  /** System of the number that a subject has in the trial (uniqueId of its NamingSystem). */
  subject: string;
  /** Systems whose identifiers are looked up and replaced; one that ends in `/*` stands for all below it. */
  replaced: string[];
  /** Systems whose identifiers name a family or somebody else, and are left out where a person was replaced. */
  dropped: string[];
  /** The elements of a Patient that stay; of the date of birth the year, of an address what `address` names. */
  patient: string[];
  address: string[];
}

/** Reads them; undefined where the trial has none. */
export function loadPseudonymRules(file: URL, read: ReadPublished = asWritten): PseudonymRules | undefined {
  return existsSync(file) ? (JSON.parse(read(file)) as PseudonymRules) : undefined;
}

/** Whether a system is one of those listed. */
export const isListed = (system: unknown, list: readonly string[]): boolean =>
  typeof system === 'string' &&
  list.some((one) => (one.endsWith('/*') ? system.startsWith(one.slice(0, -1)) : system === one));
