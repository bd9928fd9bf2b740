import type { AnalyteRule } from '#units/analyte-rules.ts';

/** What the trial says about a received code: the unit it reports in, or why it cannot be used. */
export type CodeStanding =
  | { unit: string; capillary?: true; needsFastingEvidence?: true }
  | { refused: 'code-on-hold' | 'code-not-equivalent' | 'code-unknown' };

function own(map: Record<string, string> | undefined, code: string): string | undefined {
  return map && Object.hasOwn(map, code) ? map[code] : undefined;
}

/** Looks a code up among the analyte's accepted, capillary, fasting-dependent, held and not equivalent codes. */
export function codeStanding(analyte: AnalyteRule, code: string): CodeStanding {
  if (code === analyte.code) return { unit: analyte.canonicalUnit };
  const accepted = own(analyte.acceptedLoinc, code);
  if (accepted) return { unit: accepted };
  const capillary = own(analyte.capillaryLoincNotForPrimary, code);
  if (capillary) return { unit: capillary, capillary: true };
  const fasting = own(analyte.needsFastingEvidenceLoinc, code);
  if (fasting) return { unit: fasting, needsFastingEvidence: true };
  if (analyte.holdLoinc?.includes(code)) return { refused: 'code-on-hold' };
  if (analyte.notEquivalentLoinc?.includes(code)) return { refused: 'code-not-equivalent' };
  return { refused: 'code-unknown' };
}
