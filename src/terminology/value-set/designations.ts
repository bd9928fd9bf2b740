import type { Designation } from '../code-system/concept.ts';

const LANGUAGES = 'urn:ietf:bcp:47';

/** The designations that were asked for: all, or those of a use or language that is named by a token `system|code`. */
export function wantedDesignations(
  designation: readonly Designation[],
  { includeDesignations = false, designation: tokens = [] }: DesignationOptions,
): Designation[] {
  if (tokens.length === 0) return includeDesignations ? [...designation] : [];
  return designation.filter((each) => tokens.some((token) => isNamedBy(each, token)));
}

interface DesignationOptions {
  includeDesignations?: boolean;
  designation?: readonly string[];
}

function isNamedBy({ use, language }: Designation, token: string): boolean {
  const bar = token.indexOf('|');
  const [system, code] = bar < 0 ? [undefined, token] : [token.slice(0, bar), token.slice(bar + 1)];
  if (language === code && (system === undefined || system === LANGUAGES)) return true;
  return use?.code === code && (system === undefined || system === use?.system);
}
