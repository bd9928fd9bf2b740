import type { Client } from 'oidc-provider';

/** What this server has added to a client's metadata. */
export const OWN_METADATA = ['smart_scopes', 'smart_kind', 'smart_jwks_uri'];

/** The values of that, of a client. */
export const ownMetadata = (client: Client) => ({
  scopes: String(client.smart_scopes ?? ''),
  kind: client.smart_kind,
  jwksUri: client.smart_jwks_uri as string | undefined,
});
