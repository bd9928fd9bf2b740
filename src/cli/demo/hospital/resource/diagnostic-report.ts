import type { Resource } from '#fhir/resource.ts';
import { coded, TERMINOLOGY } from '../coded.ts';
import type { Draw } from '../draws.ts';
import { studyLink } from '../study-links.ts';
import type { SubjectRecord } from '../subject-record.ts';
import { siteTime, syntheticResource } from '../synthetic-resource.ts';
import type { Reference } from '../transaction.ts';

/** The laboratory report of one draw, as it stands at this release. */
export function writeDiagnosticReport(
  { trial, patient }: SubjectRecord,
  draw: Draw,
  parts: { encounter: Reference; specimen: Reference; results: Reference[] },
): Resource {
  return syntheticResource(trial, 'exo-lab-report', {
    resourceType: 'DiagnosticReport',
    extension: [studyLink(trial)],
    identifier: [
      { system: trial.names.identifier('lab-report'), value: `${draw.laboratory.sender}:${draw.number}` },
    ],
    status: draw.status,
    category: [coded(`${TERMINOLOGY}/v2-0074`, 'LAB', 'Laboratory')],
    code: {
      ...coded('http://loinc.org', '11502-2', 'Laboratory report'),
      text: draw.fasting ? 'Fasting sample' : 'Sample two hours after a meal',
    },
    subject: patient,
    encounter: parts.encounter,
    effectiveDateTime: siteTime(trial, draw.time),
    issued: siteTime(trial, draw.released),
    performer: [{ reference: draw.laboratory.organization }],
    specimen: [parts.specimen],
    result: parts.results,
  });
}
