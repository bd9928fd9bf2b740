import { decimalText } from '#fhir/json/literals.ts';
import type { Resource } from '#fhir/resource.ts';
import { extension, trialExtension } from '#study/extension.ts';
import type { Study } from '#study/load-study.ts';
import type { Candidate } from '#study/select-candidate.ts';
import { localReference, versionedReference } from '#study/subject-bundle.ts';
import type { AnalyteRule } from '#units/analyte-rules.ts';
import { convert, type ReceivedQuantity } from '#units/convert.ts';

/** One reported result of an analyte, in canonical unit and as it was received. */
export interface Result extends Candidate {
  version: string;
  effective: string;
  /** Canonical value as exact decimal text; null when the result has none that can be used. */
  value: string | null;
  unit: string;
  comparator: string | null;
  rule: string | null;
  original: { value: string; unit: string; comparator: string | null } | null;
  /** Code under which the laboratory reported. */
  loinc: string | null;
  methodClass: string | null;
  approximate: boolean;
  /** Why the value cannot be used. */
  refused: string | null;
  absentReason: string | null;
}

interface Concept {
  coding?: { system?: string; code?: string; display?: string }[];
  text?: string;
}

function knownCodes(observation: Resource, analyte: AnalyteRule, codes: readonly string[]): string[] {
  const coding = (observation.code as Concept | undefined)?.coding ?? [];
  return coding.flatMap(({ system, code }) =>
    system === analyte.system && code && codes.includes(code) ? [code] : [],
  );
}

/** Every code under which the analyte may be stored: canonical, accepted, and those with a restriction. */
export function analyteCodes(analyte: AnalyteRule): string[] {
  return [
    analyte.code,
    ...Object.keys(analyte.acceptedLoinc ?? {}),
    ...Object.keys(analyte.capillaryLoincNotForPrimary ?? {}),
    ...Object.keys(analyte.needsFastingEvidenceLoinc ?? {}),
  ];
}

function absentReason(observation: Resource): string | null {
  const concept = observation.dataAbsentReason as Concept | undefined;
  if (concept) return concept.coding?.[0]?.code ?? concept.text ?? 'unknown';
  return observation.status === 'cancelled' ? 'cancelled' : null;
}

/** A Quantity with its value as the text that was stored, so that digits are neither lost nor added. */
function asText(quantity: unknown): ReceivedQuantity | undefined {
  if (typeof quantity !== 'object' || quantity === null) return undefined;
  return 'value' in quantity ? { ...quantity, value: decimalText(quantity, 'value') } : quantity;
}

/** Quantity and code as the laboratory sent them: from the original-result extension, else the stored ones. */
function received(
  observation: Resource,
  stored: ReceivedQuantity | undefined,
  codes: string[],
  study: Study,
) {
  const original = extension(observation, trialExtension(study.plan.canonicalBase, 'original-result'));
  const quantity = asText(extension(original, 'value')?.valueQuantity) ?? stored;
  const code =
    (extension(original, 'code')?.valueCoding as { code?: string } | undefined)?.code ?? codes.at(-1);
  return { quantity, code, converted: original !== undefined };
}

/** Reads one Observation of the analyte; unit, unit basis, code and limits are judged by the analyte rules. */
export function readResult(
  observation: Resource,
  analyte: AnalyteRule,
  study: Study,
  dayZero: number | null,
): Result {
  const codes = knownCodes(observation, analyte, analyteCodes(analyte));
  const stored = asText(observation.valueQuantity);
  const asReceived = received(observation, stored, codes, study);
  const effective = typeof observation.effectiveDateTime === 'string' ? observation.effectiveDateTime : '';
  const day = study.calendar.dayOf(effective);
  const canonical = stored ? convert(study.analytes, analyte.key, stored, codes[0]) : null;
  const source =
    asReceived.converted && asReceived.quantity
      ? convert(study.analytes, analyte.key, asReceived.quantity, asReceived.code)
      : canonical;
  const usable = canonical?.refused === undefined ? canonical : null;
  const { quantity } = asReceived;
  return {
    id: localReference(observation),
    version: versionedReference(observation),
    status: String(observation.status),
    effective,
    instant: Date.parse(effective),
    day: day === null || dayZero === null ? null : day - dayZero,
    issued: typeof observation.issued === 'string' ? Date.parse(observation.issued) : null,
    value: usable?.value ?? null,
    unit: analyte.canonicalUnit,
    comparator: usable?.comparator ?? null,
    rule: source?.refused === undefined ? (source?.rule ?? null) : null,
    original:
      quantity?.value === undefined
        ? null
        : {
            value: String(quantity.value),
            unit: quantity.code ?? quantity.unit ?? '',
            comparator: quantity.comparator ?? null,
          },
    loinc: asReceived.code ?? null,
    methodClass: (asReceived.code && analyte.methodClass?.[asReceived.code]) || null,
    approximate: source?.refused === undefined && source?.approximate === true,
    refused: canonical?.refused === undefined ? null : canonical.explanation,
    absentReason: absentReason(observation),
  };
}
