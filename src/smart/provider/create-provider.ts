import type { EventEmitter } from 'node:events';
import { type KoaContextWithOIDC, Provider, type Client as ProviderClient } from 'oidc-provider';
import { digest } from '../digest.ts';
import type { ReportEvent } from '../events.ts';
import { configuration } from './configuration.ts';
import type { ProviderRooms } from './provider-rooms.ts';
import { contextMembers, styleMembers } from './token-members.ts';

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
