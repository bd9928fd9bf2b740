import type { Resource } from '#fhir/resource.ts';
import { coded, TERMINOLOGY } from '../coded.ts';
import { dateText } from '../local-time.ts';
import type { SubjectRecord } from '../subject-record.ts';
import { siteTime, syntheticResource } from '../synthetic-resource.ts';

/** The research consent; `inactive` once it is withdrawn. */
export function writeConsent(
  { trial, course, patient }: SubjectRecord,
  status: 'active' | 'inactive',
): Resource {
  const { names, design } = trial;
  const signed = siteTime(trial, course.consented);
  const start = dateText(course.consented.day);
  return syntheticResource(trial, 'exo-research-consent', {
    resourceType: 'Consent',
    identifier: [{ system: names.identifier('consent'), value: `${course.id}.ICF` }],
    status,
    scope: coded(`${TERMINOLOGY}/consentscope`, 'research', 'Research'),
    category: [coded(`${TERMINOLOGY}/v3-ActCode`, 'RESEARCH', 'research information access')],
    patient,
    dateTime: signed,
    organization: [{ reference: design.references.hospital }],
    policyRule: { text: design.consentForm },
    verification: [{ verified: true, verificationDate: signed }],
    provision: {
      type: 'permit',
      period: { start, ...(status === 'inactive' && course.left ? { end: dateText(course.left.day) } : {}) },
      purpose: [
        { system: `${TERMINOLOGY}/v3-ActReason`, code: 'CLINTRCH', display: 'clinical trial research' },
      ],
    },
  });
}
