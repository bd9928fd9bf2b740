import type { EventEmitter } from 'node:events';
import {
  type Adapter,
  type Configuration,
  type KoaContextWithOIDC,
  Provider,
  type Client as ProviderClient,
} from 'oidc-provider';
import type { Logger } from 'pino';
import type { Records } from '#storage/records.ts';
import type { Clients } from '../client/clients.ts';
import { digest } from '../digest.ts';
import type { ReportEvent } from '../events.ts';
import type { RemoteKeys } from '../key/remote-keys.ts';
import type { ServerKeys } from '../key/server-keys.ts';
import type { Contexts } from '../launch/contexts.ts';
import type { Launches } from '../launch/launches.ts';
import { CLOCK_SKEW, LIFETIMES } from '../lifetimes.ts';
import type { Users } from '../user/users.ts';
import { createAccounts } from './accounts.ts';
import { RecordAdapter } from './adapter.ts';
import { checkAssertion } from './assertion-rules.ts';
import { ClientAdapter } from './client-adapter.ts';
import { scopesOfRequest } from './grantable-scopes.ts';
import { checkAudience, createLaunchCheck } from './launch-parameters.ts';
import { logoutPages, renderError } from './provider-pages.ts';
import { SessionAdapter } from './session-adapter.ts';
import { contextMembers, styleMembers } from './token-members.ts';

/** What the authorization server works with. */
export interface ProviderRooms {
  records: Records;
  users: Users;
  clients: Clients;
  launches: Launches;
  contexts: Contexts;
  remoteKeys: RemoteKeys;
  keys: ServerKeys;
  resourceTypes: ReadonlySet<string>;
  /** The FHIR base: the audience of every token. */
  baseUrl: string;
  issuer: string;
  report: ReportEvent;
  log: Pick<Logger, 'warn' | 'error'>;
  now: () => number;
}

/** What this server has added to a client's metadata. */
const OWN_METADATA = ['smart_scopes', 'smart_kind', 'smart_jwks_uri'];

const ownMetadata = (client: ProviderClient) => ({
  scopes: String(client.smart_scopes ?? ''),
  kind: client.smart_kind,
  jwksUri: client.smart_jwks_uri as string | undefined,
});

/** The embedded authorization server: oidc-provider with SMART's rules (SMART App Launch 2.2). */
export function createProvider(rooms: ProviderRooms): Provider {
  const provider = new Provider(rooms.issuer, configuration(rooms));
  // The door tells where a request came by in these headers itself.
  provider.proxy = true;
  (provider as EventEmitter).on('error', (error: Error) =>
    rooms.log.error({ err: error }, 'authorization server'),
  );
  provider.on('server_error', (_, error) => rooms.log.error({ err: error }, 'authorization server'));
  reportTokens(provider, rooms.report);
  // Secrets are kept as digests; the two compared are of one length.
  provider.Client.prototype.compareClientSecret = async function (this: ProviderClient, given: string) {
    return this.clientSecret === digest(given);
  };
  provider.use(async (context, next) => {
    await next();
    await completeTokenResponse(context as KoaContextWithOIDC, rooms);
  });
  return provider;
}

function reportTokens(provider: Provider, report: ReportEvent): void {
  const about = ({ oidc }: KoaContextWithOIDC) => ({
    ...(oidc.client ? { client: oidc.client.clientId } : {}),
    ...(oidc.account ? { user: oidc.account.accountId } : {}),
  });
  provider.on('grant.success', (context) => {
    const { AccessToken, ClientCredentials } = context.oidc.entities;
    const { scope } = AccessToken ?? ClientCredentials ?? {};
    report({ kind: 'token-issued', ...about(context), ...(scope === undefined ? {} : { scopes: scope }) });
  });
  provider.on('grant.error', (context, { error, error_detail: reason }) =>
    report({ kind: 'token-refused', ...about(context), error, ...(reason === undefined ? {} : { reason }) }),
  );
  provider.on('grant.revoked', (context) => report({ kind: 'grant-revoked', ...about(context) }));
}

/** SMART's members of the token response, and the header that HTTP/1.0's caches look at (RFC 6749, section 5.1). */
async function completeTokenResponse(context: KoaContextWithOIDC, rooms: ProviderRooms): Promise<void> {
  if (context.oidc?.route !== 'token') return;
  context.set('Pragma', 'no-cache');
  const token = context.oidc.entities.AccessToken;
  const body = context.body as Record<string, unknown>;
  if (context.status !== 200 || !token?.grantId) return;
  const launch = (await rooms.contexts.of(token.grantId)) ?? {};
  Object.assign(body, contextMembers(launch), styleMembers(launch, `${rooms.issuer}/style.json`));
}

function configuration(rooms: ProviderRooms): Configuration {
  const { records, now, keys, issuer, baseUrl } = rooms;
  const accounts = createAccounts(rooms);
  const path = new URL(issuer).pathname;
  const cookie = { httpOnly: true, sameSite: 'lax', secure: issuer.startsWith('https:'), path } as const;
  return {
    adapter: (model: string): Adapter => {
      if (model === 'Client')
        return new ClientAdapter({
          ...rooms,
          report: (error) => rooms.log.warn({ err: error }, 'client keys'),
        });
      return model === 'Session' ? new SessionAdapter(records, now) : new RecordAdapter(model, records, now);
    },
    jwks: { keys: keys.signing },
    cookies: {
      keys: keys.secrets,
      names: { session: 'smart_session', interaction: 'smart_interaction', resume: 'smart_resume' },
      long: cookie,
      short: { httpOnly: true, sameSite: 'lax', secure: cookie.secure },
    },
    findAccount: accounts.find,
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
    conformIdTokenClaims: false,
    allowOmittingSingleRegisteredRedirectUri: false,
    extraClientMetadata: { properties: OWN_METADATA },
    extraParams: { aud: checkAudience(baseUrl), launch: createLaunchCheck(rooms.launches) },
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
    clientBasedCORS: (_, origin, client) =>
      (client.redirectUris ?? []).some((uri) => URL.parse(uri)?.origin === origin),
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
    features: {
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
          scope: scopesOfRequest(context, ownMetadata(client).scopes, rooms.resourceTypes),
          accessTokenFormat: 'opaque',
        }),
      },
    },
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
