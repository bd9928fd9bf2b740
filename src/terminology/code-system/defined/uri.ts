import type { CodeSystem } from '../code-system.ts';
import { conceptOf, grammarCodeSystem } from './grammar.ts';

/** A scheme, and only characters that RFC 3986 lets stand in a URI. */
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/;

/** URIs as codes (RFC 3986). */
export const uris = (): CodeSystem =>
  grammarCodeSystem({
    url: 'urn:ietf:rfc:3986',
    name: 'Uniform Resource Identifiers (RFC 3986)',
    find: (code) => (URI.test(code) ? conceptOf(code) : undefined),
  });
