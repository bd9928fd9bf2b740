import { type FhirError, refuse } from '#fhir/operation-outcome.ts';

/** Longer than any token that is issued anywhere. */
const LONGEST = 16 * 1024;

/** RFC 6750, section 2.1. The scheme's name is case-insensitive. */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

const SOURCE = 'RFC 6750, section 3.1';

/** The token in the Authorization header, which is the only place where one is taken; throws a 401 for none. */
export function bearerToken(authorization: string | undefined, realm: string): string {
  if (authorization === undefined)
    throw challenge(realm, 'the request has no Authorization header; a Bearer token was expected');
  const [, token] = (authorization.length <= LONGEST && BEARER.exec(authorization)) || [];
  if (token === undefined)
    throw invalidToken(realm, 'the Authorization header is not of the form "Bearer token"');
  return token;
}

/** 401 for a request without a token: RFC 6750 gives no error code then. */
export function challenge(realm: string, diagnostics: string): FhirError {
  const error = refuse(401, 'login', diagnostics, { source: SOURCE });
  error.headers['WWW-Authenticate'] = `Bearer realm="${realm}"`;
  return error;
}

/** 401 for a token that is worth nothing. What is wrong with it is told only as far as it helps an honest client. */
export function invalidToken(realm: string, diagnostics: string): FhirError {
  const error = refuse(401, 'login', diagnostics, { source: SOURCE });
  error.headers['WWW-Authenticate'] =
    `Bearer realm="${realm}", error="invalid_token", error_description="${diagnostics.replaceAll('"', "'")}"`;
  return error;
}

/** 403 for a token that holds no scope by which anything could be done here. */
export function insufficientScope(realm: string, diagnostics: string): FhirError {
  const error = refuse(403, 'forbidden', diagnostics, { source: SOURCE });
  error.headers['WWW-Authenticate'] = `Bearer realm="${realm}", error="insufficient_scope"`;
  return error;
}
