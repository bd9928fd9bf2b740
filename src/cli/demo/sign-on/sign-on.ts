import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Authorize } from '../connection.ts';
import type { ClientKey } from './register-back-ends.ts';

/** Seconds before its end at which a token is not used any more. */
const MARGIN = 60;

interface Token {
  access_token: string;
  expires_in: number;
}

/**
 * Signs on as a back end does (SMART Backend Services): finds the token endpoint, asks for a token by an assertion that the client's
 * key signs, and asks again before the token is over. Throws with the endpoint's error where none is given.
 */
export function signOn(baseUrl: string, key: ClientKey): Authorize {
  let token: Promise<Token> | undefined;
  let until = 0;
  return async () => {
    if (!token || Date.now() > until) {
      token = askForToken(baseUrl, key);
      // Until it is known how long the token lasts, all wait for the same.
      until = Number.POSITIVE_INFINITY;
      until = Date.now() + ((await token).expires_in - MARGIN) * 1000;
    }
    return { authorization: `Bearer ${(await token).access_token}` };
  };
}

async function askForToken(baseUrl: string, key: ClientKey): Promise<Token> {
  const url = await tokenEndpoint(baseUrl);
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: key.scopes,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertion(url, key),
  });
  const response = await fetch(url, { method: 'POST', body });
  const told = (await response.json()) as Token & { error?: string };
  if (!told.access_token) throw new Error(`${key.clientId} gets no token: ${told.error}`);
  return told;
}

async function tokenEndpoint(baseUrl: string): Promise<string> {
  const response = await fetch(`${baseUrl}/.well-known/smart-configuration`);
  return ((await response.json()) as { token_endpoint: string }).token_endpoint;
}

const assertion = (audience: string, { clientId, privateKey, kid }: ClientKey): Promise<string> =>
  new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES384', kid, typ: 'JWT' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setExpirationTime('5 minutes')
    .sign(privateKey);
