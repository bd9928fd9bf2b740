import { refuse } from '#fhir/operation-outcome.ts';

/** The text of a body without its byte order mark; throws 400 for what is no UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw refuse(400, 'structure', 'the body is not UTF-8', { source: 'http.html#mime-type' });
  }
}
