import type { Endpoints } from './smart-configuration.ts';

const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';
const SERVICE = 'http://terminology.hl7.org/CodeSystem/restful-security-service';

/**
 * `CapabilityStatement.rest.security` of a server that takes tokens. The endpoints stand there as SMART App Launch 1.0 asked for, which
 * apps still read; without `endpoints` the SMART configuration alone tells them.
 */
export function restSecurity(endpoints: Endpoints | undefined): object {
  return {
    ...(endpoints ? { extension: [oauthUris(endpoints)] } : {}),
    cors: true,
    service: [
      {
        coding: [{ system: SERVICE, code: 'SMART-on-FHIR', display: 'SMART-on-FHIR' }],
        text: 'SMART on FHIR',
      },
    ],
    description: 'Every request needs a Bearer token; see .well-known/smart-configuration.',
  };
}

function oauthUris({ authorize, token, introspect, revoke }: Endpoints): object {
  const uris = Object.entries({ authorize, token, introspect, revoke });
  return {
    url: OAUTH_URIS,
    extension: uris.flatMap(([url, valueUri]) => (valueUri ? [{ url, valueUri }] : [])),
  };
}
