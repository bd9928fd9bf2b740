import { OTHER_SCOPES } from '#access/scope/parse-scopes.ts';

/** The endpoints of an authorization server, as absolute URLs. */
export interface Endpoints {
  issuer: string;
  jwksUri: string;
  authorize: string;
  token: string;
  introspect?: string | undefined;
  revoke?: string | undefined;
}

/** What holds whoever issues the tokens: the permissions that this server understands. */
const PERMISSIONS = ['permission-patient', 'permission-user', 'permission-v1', 'permission-v2'];

/** What this server can do as an authorization server (SMART App Launch 2.2, capabilities). */
const CAPABILITIES = [
  'launch-standalone',
  'launch-ehr',
  'authorize-post',
  'client-public',
  'client-confidential-symmetric',
  'client-confidential-asymmetric',
  'sso-openid-connect',
  'context-banner',
  'context-style',
  'context-standalone-patient',
  'context-ehr-patient',
  'context-ehr-encounter',
  'permission-offline',
  'permission-online',
  ...PERMISSIONS,
];

/** Scopes that an app may ask for: samples of each kind, since types and criteria make more of them than can be listed. */
const SCOPES = [
  ...OTHER_SCOPES,
  ...['patient', 'user'].flatMap((level) => [
    `${level}/*.rs`,
    `${level}/*.cruds`,
    `${level}/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory`,
    `${level}/Condition.rs?category=http://terminology.hl7.org/CodeSystem/condition-category|problem-list-item`,
    `${level}/*.read`,
    `${level}/*.write`,
  ]),
  'system/*.rs',
  'system/*.cruds',
];

/** The SMART configuration of the embedded authorization server (`.well-known/smart-configuration`). */
export function smartConfiguration(endpoints: Endpoints): Record<string, unknown> {
  return {
    ...endpointMembers(endpoints),
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
    scopes_supported: SCOPES,
    capabilities: CAPABILITIES,
  };
}

/** The SMART configuration where another server issues the tokens, from what that one says of itself. */
export function externalConfiguration(
  endpoints: Endpoints,
  openid: Record<string, unknown>,
): Record<string, unknown> {
  const said = (name: string, otherwise: unknown) => openid[name] ?? otherwise;
  return {
    ...endpointMembers(endpoints),
    grant_types_supported: said('grant_types_supported', ['authorization_code']),
    response_types_supported: said('response_types_supported', ['code']),
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: said('token_endpoint_auth_methods_supported', [
      'client_secret_basic',
    ]),
    ...(openid.token_endpoint_auth_signing_alg_values_supported === undefined
      ? {}
      : {
          token_endpoint_auth_signing_alg_values_supported:
            openid.token_endpoint_auth_signing_alg_values_supported,
        }),
    scopes_supported: said('scopes_supported', ['openid']),
    capabilities: ['launch-standalone', 'client-public', 'sso-openid-connect', ...PERMISSIONS],
  };
}

const endpointMembers = ({ issuer, jwksUri, authorize, token, introspect, revoke }: Endpoints) => ({
  issuer,
  jwks_uri: jwksUri,
  authorization_endpoint: authorize,
  token_endpoint: token,
  ...(introspect === undefined ? {} : { introspection_endpoint: introspect }),
  ...(revoke === undefined ? {} : { revocation_endpoint: revoke }),
});
