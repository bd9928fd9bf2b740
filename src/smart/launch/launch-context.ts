/** What an app is launched about; becomes members of the token response (SMART App Launch 2.2, launch context). */
export interface LaunchContext {
  /** Logical id of a Patient. */
  patient?: string;
  /** Logical id of an Encounter. */
  encounter?: string;
  /** Logical id of a ResearchStudy; in the token response it stands in `fhirContext`. */
  study?: string;
  /** What the app was opened for, as app and EHR have agreed. */
  intent?: string;
  /** Whether the app must show whose record it is; an EHR that shows it itself says false. */
  needPatientBanner?: boolean;
}
