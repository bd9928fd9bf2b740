import { randomUUID } from 'node:crypto';
import { exportJWK, type GenerateKeyPairResult, generateKeyPair } from 'jose';
import type { Client } from '#smart/client/client.ts';
import { withAccounts } from '../../access/with-accounts.ts';
import type { BackEnd } from './back-end.ts';

/** The private key of a client, and the name under which its public half was registered. */
export interface ClientKey {
  clientId: string;
  scopes: string;
  privateKey: GenerateKeyPairResult['privateKey'];
  kid: string;
}

/**
 * Registers back ends in the store of the environment, as `client add` would, each with a key of this run; one that is registered
 * already gets the new key. Returns the keys, in the same order.
 */
export async function registerBackEnds(
  environment: Record<string, string | undefined>,
  backEnds: readonly BackEnd[],
): Promise<ClientKey[]> {
  const keys: ClientKey[] = [];
  await withAccounts({ environment, say: () => {} }, async ({ clients }) => {
    for (const { id, name, scopes, role } of backEnds) {
      const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
      const kid = randomUUID();
      const client: Client = {
        id,
        name,
        kind: 'backend',
        authentication: 'key',
        redirectUris: [],
        scopes,
        jwks: { keys: [{ ...(await exportJWK(publicKey)), kid }] },
        roles: [role],
      };
      if (await clients.byId(id)) await clients.change(id, () => client);
      else await clients.add(client);
      keys.push({ clientId: id, scopes, privateKey, kid });
    }
  });
  return keys;
}
