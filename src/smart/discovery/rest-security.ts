import type { Endpoints } from './smart-configuration.ts';

const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';
const SERVICE = 'http://terminology.hl7.org/CodeSystem/restful-security-service';

/** `CapabilityStatement.rest.security` of a server that takes tokens (SMART App Launch 1.0; apps still read it). */
export function restSecurity({ authorize, token, introspect, revoke }: Endpoints): object {
  const uris = { authorize, token, introspect, revoke };
  return {
    extension: [
      {
        url: OAUTH_URIS,
        extension: Object.entries(uris).flatMap(([url, valueUri]) => (valueUri ? [{ url, valueUri }] : [])),
      },
    ],
    cors: true,
    service: [
      { coding: [{ system: SERVICE, code: 'SMART-on-FHIR', display: 'SMART-on-FHIR' }], text: 'SMART on FHIR' },
    ],
    description: 'Every request needs a Bearer token; see .well-known/smart-configuration.',
  };
}
