import type { BackEnds } from './back-end.ts';

/** What the demo's programs ask for is worked out from these. */
export interface Parts {
  /** Logical id of the ResearchStudy. */
  study: string;
  /** Types of the definitions that the trial is made of. */
  definitions: ReadonlySet<string>;
  /** Types that the hospital sends. */
  sent: ReadonlySet<string>;
}

/** Types that what the hospital sends refers to, and that the trial's rules look up. */
const LOOKED_UP = ['ResearchStudy', 'Organization', 'Location', 'Practitioner', 'Medication', 'Device'];

/** Types that a registry asks for. */
const ASKED = ['Patient', 'ResearchSubject', 'Observation', 'MedicationAdministration', 'AdverseEvent'];

/** Types that the outcome report and its listing tell of. */
const REPORTED = [
  'ResearchStudy',
  'ResearchSubject',
  'Patient',
  'Observation',
  'MedicationAdministration',
  'AdverseEvent',
  'MeasureReport',
];

/** The programs of the demo, each with the scopes and the one role that suffice for what it does. */
export function backEnds({ study, definitions, sent }: Parts): BackEnds {
  const assigned = (role: string) => ({ role, study, site: '*', arm: '*' });
  return {
    dataManagement: {
      id: 'demo-data-management',
      name: 'Data management of the demo',
      // Under ids of its own, new or again; nothing is deleted, and no subject is seen.
      scopes: scopes(definitions, 'cru'),
      role: assigned('data-manager'),
    },
    hospital: {
      id: 'demo-hospital',
      name: 'Hospital of the demo',
      scopes: `${scopes(sent, 'crus')} ${scopes(LOOKED_UP, 'rs')}`,
      role: assigned('site-staff'),
    },
    registry: {
      id: 'demo-registry',
      name: 'Registry of the demo',
      scopes: scopes(ASKED, 'rs'),
      role: assigned('disease-registry'),
    },
    statistician: {
      id: 'demo-statistician',
      name: 'Statistician of the demo',
      scopes: scopes(REPORTED, 'rs'),
      role: assigned('statistician'),
    },
  };
}

const scopes = (types: Iterable<string>, permissions: string): string =>
  [...types].map((type) => `system/${type}.${permissions}`).join(' ');
