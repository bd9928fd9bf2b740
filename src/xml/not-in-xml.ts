import { type FhirError, refuse } from '#fhir/operation-outcome.ts';

/** The refusal of an answer in XML that XML cannot give; JSON can. */
export function notInXml(path: string, why: string): FhirError {
  return refuse(
    406,
    'not-supported',
    `this cannot be written as XML: ${why}; ask for application/fhir+json`,
    {
      ...(path ? { expression: path } : {}),
      source: 'xml.html',
    },
  );
}
