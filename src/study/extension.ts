/** A FHIR extension as it stands in JSON (extensibility.html). */
export interface Extension {
  url: string;
  extension?: Extension[];
  [value: string]: unknown;
}

/** The first extension with this url on a resource, element or extension. */
export function extension(of: object | undefined, url: string): Extension | undefined {
  return (of as { extension?: Extension[] } | undefined)?.extension?.find(
    (candidate) => candidate.url === url,
  );
}

/** The url of an extension that the trial defines. */
export function trialExtension(canonicalBase: string, name: string): string {
  return `${canonicalBase}/StructureDefinition/${name}`;
}
