import type { Scopes } from '#access/scope/scope.ts';

/** What the levels of scopes hang on. */
export interface Holder {
  /** The resource that stands for the user; undefined for a back end, and for a user without one. */
  fhirUser: string | undefined;
  /** The Patient in context. */
  patient: string | undefined;
  /** Whether the token is of a client that acts for itself. */
  isSystem: boolean;
}

/**
 * The scopes of a token that mean something: `patient/` needs a Patient in context, `user/` someone whose rights they are,
 * `system/` a client that acts for itself. All others grant nothing, and nothing is ever made up for what is missing.
 */
export function effectiveScopes(scopes: Scopes, { fhirUser, patient, isSystem }: Holder): Scopes {
  const holds = {
    patient: patient !== undefined && !isSystem,
    user: fhirUser !== undefined && !isSystem,
    system: isSystem,
  };
  return { ...scopes, clinical: scopes.clinical.filter(({ level }) => holds[level]) };
}
