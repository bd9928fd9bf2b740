import type { Adapter, Configuration } from 'oidc-provider';
import { CLOCK_SKEW, LIFETIMES } from '../lifetimes.ts';
import { createAccounts } from './accounts.ts';
import { RecordAdapter } from './adapter.ts';
import { checkAssertion } from './assertion-rules.ts';
import { ClientAdapter } from './client-adapter.ts';
import { scopesOfRequest } from './grantable-scopes.ts';
import { checkAudience, createLaunchCheck } from './launch-parameters.ts';
import { OWN_METADATA, ownMetadata } from './own-metadata.ts';
import { logoutPages, renderError } from './provider-pages.ts';
import type { ProviderRooms } from './provider-rooms.ts';
import { SessionAdapter } from './session-adapter.ts';

/** How oidc-provider is to work, so that it keeps SMART's rules (SMART App Launch 2.2). */
export function configuration(rooms: ProviderRooms): Configuration {
  return {
    ...keeping(rooms),
    ...requests(rooms),
    ...clientAuthentication(rooms),
    ...grants(rooms),
    ...endpoints(rooms),
    features: features(rooms),
    ttl: {
      AuthorizationCode: LIFETIMES.authorizationCode,
      AccessToken: LIFETIMES.accessToken,
      ClientCredentials: LIFETIMES.systemToken,
      IdToken: LIFETIMES.idToken,
      RefreshToken: LIFETIMES.refreshToken,
      Grant: LIFETIMES.refreshToken,
      Session: LIFETIMES.session,
      Interaction: LIFETIMES.interaction,
    },
  };
}

/** Where it keeps what it has to remember, in the store and in the browser. */
function keeping({ records, now, keys, issuer, log, ...rooms }: ProviderRooms): Configuration {
  const path = new URL(issuer).pathname;
  const cookie = { httpOnly: true, sameSite: 'lax', secure: issuer.startsWith('https:'), path } as const;
  const report = (error: unknown) => log.warn({ err: error }, 'client keys');
  return {
    adapter: (model: string): Adapter => {
      if (model === 'Client') return new ClientAdapter({ ...rooms, report });
      return model === 'Session' ? new SessionAdapter(records, now) : new RecordAdapter(model, records, now);
    },
    jwks: { keys: keys.signing },
    cookies: {
      keys: keys.secrets,
      names: { session: 'smart_session', interaction: 'smart_interaction', resume: 'smart_resume' },
      long: cookie,
      short: { httpOnly: true, sameSite: 'lax', secure: cookie.secure },
    },
  };
}

/** What an app may ask for, and how. */
function requests({ baseUrl, launches }: ProviderRooms): Configuration {
  return {
    claims: { openid: ['sub'], fhirUser: ['fhirUser'], profile: ['name'] },
    scopes: [
      'openid',
      'offline_access',
      'online_access',
      'launch',
      'launch/patient',
      'launch/encounter',
      'launch/researchstudy',
    ],
    responseTypes: ['code'],
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    allowOmittingSingleRegisteredRedirectUri: false,
    extraParams: { aud: checkAudience(baseUrl), launch: createLaunchCheck(launches) },
  };
}

/** How clients show who they are. */
function clientAuthentication({ now }: ProviderRooms): Configuration {
  return {
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    enabledJWA: {
      clientAuthSigningAlgValues: ['RS384', 'ES384'],
      idTokenSigningAlgValues: ['RS256'],
    },
    assertJwtClientAuthClaimsAndHeader: async (_, claims, header, client) =>
      checkAssertion(
        { claims, header },
        { jwksUri: ownMetadata(client).jwksUri, now: Math.floor(now() / 1000) },
      ),
    clockTolerance: CLOCK_SKEW,
    extraClientMetadata: { properties: OWN_METADATA },
    clientBasedCORS: (_, origin, client) =>
      (client.redirectUris ?? []).some((uri) => URL.parse(uri)?.origin === origin),
  };
}

/** What a grant is, how long it holds, and what hangs on it. */
function grants(rooms: ProviderRooms): Configuration {
  const accounts = createAccounts(rooms);
  return {
    findAccount: accounts.find,
    extraTokenClaims: (_, token) => accounts.tokenClaims(token),
    // Each launch is granted anew: two of one app in one browser have two contexts, and each its own consent.
    loadExistingGrant: async (context) => {
      const grantId = context.oidc.result?.consent?.grantId;
      return grantId === undefined ? undefined : context.oidc.provider.Grant.find(grantId);
    },
    issueRefreshToken: async (_, client, source) =>
      client.grantTypeAllowed('refresh_token') &&
      (source.scopes.has('offline_access') || source.scopes.has('online_access')),
    // How long a token lives with a session is decided where it is used; see `accounts`.
    expiresWithSession: async () => false,
    rotateRefreshToken: ({ oidc }) => oidc.client?.clientAuthMethod === 'none',
    // What was revoked is revoked as a whole: the tokens hang on their grant.
    revokeGrantPolicy: () => true,
  };
}

function endpoints({ issuer }: ProviderRooms): Configuration {
  return {
    interactions: { url: async (_, interaction) => `${issuer}/interaction/${interaction.uid}` },
    renderError,
    routes: {
      authorization: '/authorize',
      token: '/token',
      jwks: '/jwks',
      introspection: '/introspect',
      revocation: '/revoke',
      end_session: '/sign-out',
    },
  };
}

function features({ baseUrl, resourceTypes }: ProviderRooms): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    dPoP: { enabled: false },
    clientCredentials: { enabled: true },
    pushedAuthorizationRequests: { enabled: false },
    revocation: {
      enabled: true,
      allowedPolicy: async (_, client, token) => token.clientId === client.clientId,
    },
    introspection: {
      enabled: true,
      allowedPolicy: async (_, client, token) =>
        token.clientId === client.clientId || ownMetadata(client).kind === 'resource-server',
    },
    rpInitiatedLogout: { enabled: true, ...logoutPages },
    resourceIndicators: {
      enabled: true,
      defaultResource: async () => baseUrl,
      useGrantedResource: async () => true,
      getResourceServerInfo: async (context, _, client) => ({
        audience: baseUrl,
        scope: scopesOfRequest(context, ownMetadata(client).scopes, resourceTypes),
        accessTokenFormat: 'opaque',
      }),
    },
  };
}
