import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Client } from '#smart/client/client.ts';
import { withAccounts } from '../access/with-accounts.ts';

/** The back end that plays the hospital. */
export const HOSPITAL = 'demo-hospital';

const SCOPE = 'system/*.cruds';

/** Gets the headers with which the hospital is let in at a FHIR base. */
export type SignOn = (baseUrl: string) => Promise<Record<string, string>>;

/**
 * Registers the hospital as a back end with a key of this run, in the store of the environment, as `client add` would. Returns how it
 * signs on: by an assertion that it signs, as SMART Backend Services has it.
 */
export async function registerHospital(environment: Record<string, string | undefined>): Promise<SignOn> {
  const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
  const kid = randomUUID();
  const client: Client = {
    id: HOSPITAL,
    name: 'Hospital of the demo',
    kind: 'backend',
    authentication: 'key',
    redirectUris: [],
    scopes: SCOPE,
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid }] },
    roles: [{ role: 'data-manager', study: '*', site: '*', arm: '*' }],
  };
  await withAccounts({ environment, say: () => {} }, async ({ clients }) => {
    if (await clients.byId(HOSPITAL)) await clients.change(HOSPITAL, () => client);
    else await clients.add(client);
  });
  return async (baseUrl) => {
    const url = await tokenEndpoint(baseUrl);
    const assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES384', kid, typ: 'JWT' })
      .setIssuer(HOSPITAL)
      .setSubject(HOSPITAL)
      .setAudience(url)
      .setExpirationTime('5 minutes')
      .sign(privateKey);
    return { authorization: `Bearer ${await askForToken(url, assertion)}` };
  };
}

async function tokenEndpoint(baseUrl: string): Promise<string> {
  const response = await fetch(`${baseUrl}/.well-known/smart-configuration`);
  return ((await response.json()) as { token_endpoint: string }).token_endpoint;
}

async function askForToken(url: string, assertion: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: SCOPE,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });
  const response = await fetch(url, { method: 'POST', body });
  const told = (await response.json()) as { access_token?: string; error?: string };
  if (!told.access_token) throw new Error(`the hospital gets no token: ${told.error}`);
  return told.access_token;
}
