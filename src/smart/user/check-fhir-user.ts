const FHIR_USER = /^(Patient|Practitioner|PractitionerRole|RelatedPerson|Person)\/[A-Za-z0-9\-.]{1,64}$/;

/** Throws where a text is no reference to a person. */
export function checkFhirUser(text: string): void {
  if (!FHIR_USER.test(text)) throw new Error(`'${text}' is no person; e.g. Practitioner/7 was expected`);
}
