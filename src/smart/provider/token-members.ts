import type { LaunchContext } from '../launch/launch-context.ts';

/** The members of a launch context that a token carries, and that introspection tells (SMART App Launch 2.2). */
export function contextMembers({ patient, encounter, study }: LaunchContext) {
  return {
    ...(patient === undefined ? {} : { patient }),
    ...(encounter === undefined ? {} : { encounter }),
    // What is neither Patient nor Encounter stands here, as an object with a relative reference.
    ...(study === undefined ? {} : { fhirContext: [{ reference: `ResearchStudy/${study}` }] }),
  };
}

/** What the token response has beside RFC 6749's members, for the app's look and behaviour. */
export function styleMembers({ patient, intent, needPatientBanner }: LaunchContext, styleUrl: string) {
  return {
    ...(intent === undefined ? {} : { intent }),
    ...(patient === undefined ? {} : { need_patient_banner: needPatientBanner ?? true }),
    smart_style_url: styleUrl,
  };
}
