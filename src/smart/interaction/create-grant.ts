import type { Provider } from 'oidc-provider';
import type { Client } from '../client/client.ts';
import type { Contexts } from '../launch/contexts.ts';
import type { LaunchContext } from '../launch/launch-context.ts';
import type { User } from '../user/user.ts';

/** What a grant is made with. */
export interface GrantRooms {
  provider: Provider;
  contexts: Contexts;
  /** The FHIR base. */
  baseUrl: string;
}

/** Makes the grant on which an app's codes and tokens hang, with its launch context; returns its id. */
export async function createGrant(
  wanted: { user: User; client: Client; context: LaunchContext; granted: readonly string[] },
  { provider, contexts, baseUrl }: GrantRooms,
): Promise<string> {
  const { user, client, context, granted } = wanted;
  const grant = new provider.Grant({ accountId: user.id, clientId: client.id });
  // Scopes of identity are known to oidc-provider as such; in the answer's `scope` all have to be of the FHIR API.
  grant.addOIDCScope(granted.filter((scope) => !scope.includes('.')).join(' '));
  grant.addResourceScope(baseUrl, granted.join(' '));
  const grantId = await grant.save();
  await contexts.keep(grantId, context);
  return grantId;
}
