import type { Resource } from '#fhir/resource.ts';
import { coded, quantity, TERMINOLOGY } from '../coded.ts';
import type { Draw, Release } from '../draws.ts';
import type { Printed, ResultCourse } from '../result-course.ts';
import { studyLink, visitLink } from '../study-links.ts';
import type { SubjectRecord } from '../subject-record.ts';
import { siteTime, syntheticResource } from '../synthetic-resource.ts';
import type { Reference } from '../transaction.ts';
import type { SyntheticAnalyte, TrialData } from '../trial-data.ts';
import type { VisitCourse } from '../visit-course.ts';

/** One result in the canonical unit, with the original beside it where the laboratory sent another. */
export function writeLaboratoryObservation(
  { trial, patient }: SubjectRecord,
  { visit }: VisitCourse,
  draw: Draw,
  release: Release,
  links: { encounter: Reference; specimen: Reference },
): Resource {
  const { analyte, value, status, note } = release;
  const { names, design } = trial;
  const key = `${draw.laboratory.sender}:${draw.number}:${release.original?.code ?? analyte.code}`;
  const own = draw.laboratory === design.laboratories.own;
  return syntheticResource(trial, design.results[analyte.key]!.profile, {
    resourceType: 'Observation',
    extension: [studyLink(trial), visitLink(trial, visit.code), ...resultExtensions(trial, draw, release)],
    identifier: [{ system: names.identifier('lab-result'), value: key }],
    status,
    category: [coded(`${TERMINOLOGY}/observation-category`, 'laboratory', 'Laboratory')],
    code: { coding: codings(release) },
    subject: patient,
    encounter: links.encounter,
    effectiveDateTime: siteTime(trial, draw.time),
    issued: siteTime(trial, draw.released),
    performer: [{ reference: draw.laboratory.organization }],
    ...(value
      ? {
          valueQuantity: quantity(value.text, value.unit, value.comparator),
          ...interpretation(analyte, value),
        }
      : { dataAbsentReason: coded(`${TERMINOLOGY}/data-absent-reason`, 'not-performed', 'Not Performed') }),
    ...(note ? { note: [{ text: note }] } : {}),
    specimen: links.specimen,
    ...(own && value ? { device: { reference: design.references.analyser } } : {}),
    ...referenceRange(analyte),
  });
}

/** The canonical code first, then the code that was received. */
function codings({ analyte, original }: ResultCourse) {
  const canonical = { system: analyte.system, code: analyte.code, display: analyte.display };
  if (!original || original.code === analyte.code) return [canonical];
  return [canonical, { system: analyte.system, code: original.code, display: original.display }];
}

function resultExtensions({ names }: TrialData, draw: Draw, { analyte, original }: ResultCourse) {
  const list: Record<string, unknown>[] = [];
  if (draw.fasting) {
    list.push({
      url: names.structure('fasting'),
      valueCodeableConcept: coded(`${TERMINOLOGY}/v2-0916`, 'F'),
    });
  }
  if (analyte.unitBasis) list.push({ url: names.structure('unit-basis'), valueCode: analyte.unitBasis });
  if (original) {
    list.push({
      url: names.structure('original-result'),
      extension: [
        {
          url: 'code',
          valueCoding: { system: analyte.system, code: original.code, display: original.display },
        },
        { url: 'value', valueQuantity: quantity(original.text, original.unit) },
        { url: 'rule', valueCode: original.rule },
      ],
    });
  }
  return list;
}

function interpretation({ normal }: SyntheticAnalyte, { text }: Printed) {
  if (!normal) return {};
  const [low, high] = normal;
  const value = Number(text);
  const flag = (code: string, display: string) => ({
    interpretation: [coded(`${TERMINOLOGY}/v3-ObservationInterpretation`, code, display)],
  });
  if (low !== null && value < low) return flag('L', 'Low');
  if (high !== null && value > high) return flag('H', 'High');
  return flag('N', 'Normal');
}

function referenceRange({ normal, canonicalUnit }: SyntheticAnalyte) {
  if (!normal) return {};
  const [low, high] = normal;
  return {
    referenceRange: [
      {
        ...(low === null ? {} : { low: quantity(String(low), canonicalUnit) }),
        ...(high === null ? {} : { high: quantity(String(high), canonicalUnit) }),
      },
    ],
  };
}
