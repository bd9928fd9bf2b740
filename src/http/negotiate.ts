import { refuse } from '#fhir/operation-outcome.ts';

const JSON_NAMES = new Set([
  'json',
  'application/json',
  'application/fhir+json',
  'application/json+fhir',
  'text/json',
]);

/** True for a media range that JSON satisfies. */
function acceptsJson(range: string): boolean {
  const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  if (parameters.some((p) => /^q=0(?:\.0*)?$/.test(p))) return false;
  return name === '*/*' || name === 'application/*' || name === 'text/*' || JSON_NAMES.has(name);
}

/**
 * Checks that the client takes JSON (http.html#mime-type): `_format` wins over Accept. Throws 406 otherwise.
 * Browsers, which ask for HTML but take anything, get JSON.
 */
export function negotiate(format: string | undefined, accept: string | undefined): void {
  if (format !== undefined) {
    const name = format.replaceAll(' ', '+').split(';')[0]?.trim().toLowerCase() ?? '';
    if (JSON_NAMES.has(name)) return;
    throw refuse(406, 'not-supported', `_format is '${format.slice(0, 80)}'; json was expected`, {
      source: 'http.html#mime-type',
    });
  }
  if (!accept || accept.split(',').some(acceptsJson)) return;
  throw refuse(
    406,
    'not-supported',
    `Accept is '${accept.slice(0, 80)}'; application/fhir+json was expected`,
    { source: 'http.html#mime-type' },
  );
}
