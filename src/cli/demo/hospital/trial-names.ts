/** The URIs that the trial coins, by the last part of their path. */
export interface TrialNames {
  /** StructureDefinition of a profile or extension. */
  structure(id: string): string;
  codeSystem(id: string): string;
  activity(id: string): string;
  /** System of a business identifier. */
  identifier(id: string): string;
}

/** The URIs under the trial's canonical base, e.g. `https://trial.example.org/fhir`. */
export function trialNames(base: string): TrialNames {
  return {
    structure: (id) => `${base}/StructureDefinition/${id}`,
    codeSystem: (id) => `${base}/CodeSystem/${id}`,
    activity: (id) => `${base}/ActivityDefinition/${id}`,
    identifier: (id) => `${base}/sid/${id}`,
  };
}
