import type { CapabilityStatementRest, Extension } from '@medplum/fhirtypes';

/** Where a statement says by which addresses a SMART app gets its token (SMART App Launch, conformance). */
const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';

/**
 * How a caller shows who it is, for the document: a bearer token where the statement names any security service, got
 * by OAuth 2.0 where it says how. Nothing where the server asks for none.
 */
export function securityOf({ security }: CapabilityStatementRest): {
  securitySchemes?: Record<string, object>;
  security?: object[];
} {
  if (!security?.service?.length) return {};
  const uris = security.extension?.find(({ url }) => url === OAUTH_URIS)?.extension ?? [];
  const [authorizationUrl, tokenUrl] = [uriOf('authorize', uris), uriOf('token', uris)];
  const smart: Record<string, object> =
    authorizationUrl && tokenUrl
      ? {
          smart: { type: 'oauth2', flows: { authorizationCode: { authorizationUrl, tokenUrl, scopes: {} } } },
        }
      : {};
  const securitySchemes: Record<string, object> = { bearer: { type: 'http', scheme: 'bearer' }, ...smart };
  return { securitySchemes, security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })) };
}

const uriOf = (name: string, extensions: Extension[]): string | undefined =>
  extensions.find(({ url }) => url === name)?.valueUri;
