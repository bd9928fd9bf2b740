import type { Measure } from '@medplum/fhirtypes';
import { isObject } from '../is-object.ts';
import { type Place, placeBelow } from '../place.ts';
import { nameOfValue } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';
import type { Check, JsonObject } from '../shape.ts';
import { objectsOf } from './objects.ts';

/** What a Measure and its reports have in common: things with a code, in lists of the same name. */
type Coded = { code?: unknown };

/** The system and code of each coding of a CodeableConcept. */
function keysOf(concept: unknown): string[] {
  const codings = isObject(concept) && Array.isArray(concept.coding) ? concept.coding : [];
  return codings.filter(isObject).map(({ system, code }) => `${system}|${code}`);
}

function isSameConcept(a: unknown, b: unknown): boolean {
  const keys = keysOf(a);
  return keysOf(b).some((key) => keys.includes(key));
}

/** The definition that a part of a report is about: the one of its code, or the only one where neither has a code. */
function definitionOf<T extends Coded>(code: unknown, defined: T[]): T | undefined {
  if (code === undefined) return defined.length < 2 ? (defined[0] ?? ({} as T)) : undefined;
  return defined.find((each) => isSameConcept(each.code, code));
}

function reportUnmatched(name: string, code: unknown, place: Place, run: Run): void {
  const found = code === undefined ? `a ${name} without a code` : `the ${name} ${nameOfValue(code)}`;
  const words = `Found ${found}, expected a code that the Measure has for it`;
  run.error('value', place, `${words}.`, `StructureDefinition/MeasureReport#MeasureReport.group`);
}

function checkPart(report: JsonObject, name: string, defined: Coded[], place: Place, run: Run): void {
  for (const [i, { code }] of objectsOf(report[name])) {
    // The code of a stratifier is a list in a report.
    const [own] = Array.isArray(code) ? code : [code];
    const isTold = own === undefined ? defined.length < 2 : definitionOf(own, defined) !== undefined;
    if (isTold) continue;
    reportUnmatched(name, own, placeBelow(place, name, i), run);
  }
}

/**
 * The groups, populations and stratifiers of a report are those of its Measure, which they name by their codes
 * (measurereport.html). Without the Measure there is nothing to compare with.
 */
export const checkMeasureReport: Check<JsonObject> = (report, place, run) => {
  const measure =
    typeof report.measure === 'string' ? run.pass.find<Measure>('Measure', report.measure) : undefined;
  if (measure === undefined) return;
  const { pass } = run;
  const around = pass.profile;
  pass.profile = report.measure as string;
  try {
    for (const [i, group] of objectsOf(report.group)) {
      const where = placeBelow(place, 'group', i);
      const defined = definitionOf(group.code, measure.group ?? []);
      if (defined === undefined) {
        reportUnmatched('group', group.code, where, run);
        continue;
      }
      checkPart(group, 'population', defined.population ?? [], where, run);
      checkPart(group, 'stratifier', defined.stratifier ?? [], where, run);
    }
  } finally {
    pass.profile = around;
  }
};
