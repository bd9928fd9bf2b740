import type { Resource } from '#fhir/resource.ts';
import { coded, TERMINOLOGY } from '../coded.ts';
import type { Draw } from '../draws.ts';
import { later } from '../local-time.ts';
import type { SubjectRecord } from '../subject-record.ts';
import { siteTime, syntheticResource } from '../synthetic-resource.ts';

const CONDITION = `${TERMINOLOGY}/v2-0493`;

/** The specimen of one draw. */
export function writeSpecimen({ trial, patient }: SubjectRecord, draw: Draw): Resource {
  const lost = draw.results.every(({ value }) => value === undefined);
  const condition = draw.haemolysed
    ? coded(CONDITION, 'HEM', 'Hemolyzed')
    : coded(CONDITION, 'SNR', 'Sample not received');
  return syntheticResource(trial, 'exo-specimen', {
    resourceType: 'Specimen',
    identifier: [
      { system: trial.names.identifier('specimen'), value: `${draw.laboratory.sender}:${draw.number}-SP` },
    ],
    status: lost ? 'unavailable' : 'available',
    type: coded('http://snomed.info/sct', '122555007', 'Venous blood specimen'),
    subject: patient,
    ...(lost ? {} : { receivedTime: siteTime(trial, later(draw.time, 15)) }),
    collection: {
      collectedDateTime: siteTime(trial, draw.time),
      fastingStatusCodeableConcept: coded(`${TERMINOLOGY}/v2-0916`, draw.fasting ? 'F' : 'NF'),
    },
    ...(lost || draw.haemolysed ? { condition: [condition] } : {}),
  });
}
