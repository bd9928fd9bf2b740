import { MIMEType } from 'node:util';

/** The formats that resources are sent in. */
export type Format = 'json' | 'xml';

/** What a Content-Type says. */
export interface MediaType {
  /** Type and subtype in lower case, e.g. `application/fhir+json`. */
  name: string;
  /** By their names in lower case. */
  parameters: { get: (name: string) => string | null };
  /** In its shortest form, e.g. `text/plain;charset=utf-8`. */
  text: string;
}

/** The media types of FHIR (http.html#mime-type), those before STU3 included. */
export const FHIR_TYPES: Record<string, Format> = {
  'application/fhir+json': 'json',
  'application/fhir+xml': 'xml',
  'application/json+fhir': 'json',
  'application/xml+fhir': 'xml',
};

/** The generic media types, which mean FHIR's format of that kind. */
export const GENERIC_TYPES: Record<string, Format> = {
  'application/json': 'json',
  'text/json': 'json',
  'application/xml': 'xml',
  'text/xml': 'xml',
};

/** The short names of `_format` (http.html#mime-type). */
export const SHORT_NAMES: Record<string, Format> = { json: 'json', xml: 'xml' };

/** What CapabilityStatement.format lists: the media types of R4 and the short names. */
export const FORMAT_NAMES = ['application/fhir+json', 'application/fhir+xml', ...Object.keys(SHORT_NAMES)];

/** The version of FHIR that is spoken here, as the parameter `fhirVersion` has it (versioning.html#mt-version). */
export const FHIR_VERSION = '4.0';

/** Reads a media type (RFC 9110, section 8.3.1); undefined for what is none. */
export function readMediaType(text: string): MediaType | undefined {
  try {
    const type = new MIMEType(text);
    return { name: type.essence, parameters: type.params, text: String(type) };
  } catch {
    return undefined;
  }
}

/** The format of a media type; undefined for one that is not read as a resource, or of another version of FHIR. */
export function formatOf(type: MediaType | undefined): Format | undefined {
  if (!type || (type.parameters.get('fhirversion') ?? FHIR_VERSION) !== FHIR_VERSION) return undefined;
  return FHIR_TYPES[type.name] ?? GENERIC_TYPES[type.name];
}
