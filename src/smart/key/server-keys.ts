import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Records } from '#storage/records.ts';
import { newSecret } from '../digest.ts';
import { Kept } from '../kept.ts';

/** The keys of the embedded authorization server, shared by all servers on the store. */
export interface ServerKeys {
  /** Private keys for id tokens, the newest, which signs, first. */
  signing: JWK[];
  /** For cookies and forms. */
  secrets: string[];
}

/** Older keys stay published until what they signed is over. */
const KEPT_KEYS = 3;

const RECORD = 'server';

/** The keys, made at the first start. */
export async function serverKeys(records: Records): Promise<ServerKeys> {
  const kept = new Kept<ServerKeys>(records, 'smart.keys');
  const there = await kept.read(RECORD);
  if (there) return there;
  // Of several servers that start at once one makes them.
  await kept.create(RECORD, { signing: [await newSigningKey()], secrets: [newSecret()] });
  return (await kept.read(RECORD)) as ServerKeys;
}

/** Makes a new key the one that signs, from the next start on. */
export async function rotateKeys(records: Records): Promise<void> {
  await serverKeys(records);
  const key = await newSigningKey();
  await new Kept<ServerKeys>(records, 'smart.keys').change(RECORD, (keys) => {
    if (!keys) return undefined;
    const signing = [key, ...keys.signing].slice(0, KEPT_KEYS);
    return { value: { signing, secrets: [newSecret(), ...keys.secrets].slice(0, KEPT_KEYS) } };
  });
}

/** OpenID Connect Core asks every server for RS256, and Inferno checks it. */
async function newSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const key = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' };
  return { ...key, kid: await calculateJwkThumbprint(key) };
}
