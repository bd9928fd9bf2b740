import type { AdapterPayload } from 'oidc-provider';
import type { Records } from '#storage/records.ts';
import type { Client } from '../client/client.ts';
import { digest, newSecret } from '../digest.ts';
import { Kept } from '../kept.ts';
import { grantableScopes } from '../provider/grantable-scopes.ts';
import { kindOf } from '../provider/kind-of.ts';

/** A token that whoever runs the server makes by hand. */
export interface TokenWanted {
  client: Client;
  /** Parted by spaces; narrowed to what the client is registered for. */
  scope: string;
  /** How long it is valid. */
  seconds: number;
}

/**
 * Issues a token of a back end without its key, for whoever has the store in their hands, and so everything in it: to try a
 * request with curl, or to repair. Throws where nothing can be granted.
 */
export async function issueSystemToken(
  { client, scope, seconds }: TokenWanted,
  {
    records,
    baseUrl,
    resourceTypes,
  }: { records: Records; baseUrl: string; resourceTypes: ReadonlySet<string> },
): Promise<string> {
  if (client.kind !== 'backend')
    throw new Error(`'${client.id}' is no backend; an app gets its tokens by sign-in`);
  const granted = grantableScopes(scope, client.scopes, resourceTypes).join(' ');
  if (granted === '') throw new Error(`nothing of '${scope}' can be granted to '${client.id}'`);
  const token = newSecret();
  const iat = Math.floor(Date.now() / 1000);
  const payload: AdapterPayload = {
    kind: 'ClientCredentials',
    clientId: client.id,
    aud: baseUrl,
    scope: granted,
    iat,
    exp: iat + seconds,
  };
  await new Kept<AdapterPayload>(records, kindOf('AccessToken')).write(digest(token), payload, {
    expires: (iat + seconds) * 1000,
  });
  return token;
}
