import { parseScopes } from '#access/scope/parse-scopes.ts';
import { isLoopback } from '#config.ts';
import type { Client } from './client.ts';

const CLIENT_ID = /^[A-Za-z0-9][A-Za-z0-9._~:/-]{0,127}$/;

/** Reasons to refuse a registration; none where it can be taken. */
export function clientProblems(client: Client, resourceTypes: ReadonlySet<string>): string[] {
  return [
    ...(CLIENT_ID.test(client.id) ? [] : [`'${client.id}' is no client id`]),
    ...client.redirectUris.flatMap(redirectProblem),
    ...(client.launchUri === undefined ? [] : webProblem('the launch URL', client.launchUri)),
    ...keyProblems(client),
    ...flowProblems(client),
    ...scopeProblems(client, resourceTypes),
  ];
}

/** A custom scheme (`org.example.app:/callback`) is an app's on a phone; PKCE guards it (RFC 8252). */
function redirectProblem(uri: string): string[] {
  const url = URL.parse(uri);
  if (!url || uri.includes('#') || uri.includes('*')) return [`'${uri}' is no redirect URI`];
  if (url.username || url.password) return [`the redirect URI '${uri}' holds a user name`];
  return /^https?:$/.test(url.protocol) || !/^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(url.protocol)
    ? webProblem('the redirect URI', uri)
    : [];
}

/** What travels over plain HTTP can be read on the way; on this machine alone there is no way. */
function webProblem(what: string, uri: string): string[] {
  const url = URL.parse(uri);
  const isFine = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  return isFine ? [] : [`${what} '${uri}' is neither https nor of this machine`];
}

function keyProblems({ authentication, jwks, jwksUri, secret }: Client): string[] {
  const hasKeys = jwks !== undefined || jwksUri !== undefined;
  if (authentication !== 'key') return hasKeys ? ['only a client that signs assertions has keys'] : [];
  if (secret !== undefined) return ['a client has keys or a secret, not both'];
  if ((jwks === undefined) === (jwksUri === undefined))
    return ['a client that signs assertions has either keys or a URL of keys'];
  if (jwksUri !== undefined) return URL.canParse(jwksUri) ? [] : [`'${jwksUri}' is no URL`];
  return (jwks?.keys ?? []).flatMap(keyProblem);
}

/** Why a public key cannot be used: SMART's algorithms are RS384 and ES384, and a kid chooses the key. */
export function keyProblem(key: Record<string, unknown>): string[] {
  if (typeof key.kid !== 'string' || key.kid === '') return ['a key has no kid'];
  const what = `the key '${key.kid.slice(0, 80)}'`;
  if (['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].some((part) => part in key)) return [`${what} is a private key`];
  if (key.kty === 'RSA') {
    const bits = typeof key.n === 'string' ? Buffer.from(key.n, 'base64url').length * 8 : 0;
    return bits >= 2048 ? [] : [`${what} has ${bits} bits; 2048 and more were expected`];
  }
  if (key.kty === 'EC' && key.crv === 'P-384') return [];
  return [`${what} is for neither RS384 nor ES384`];
}

function flowProblems({ kind, authentication, redirectUris, mayLaunch }: Client): string[] {
  if (mayLaunch && kind !== 'backend') return ['launches are prepared by a backend'];
  if (kind === 'app') return redirectUris.length ? [] : ['an app has at least one redirect URI'];
  if (redirectUris.length) return [`a ${kind} has no redirect URI`];
  if (kind === 'backend' && authentication !== 'key')
    return ['a backend signs assertions; a secret is not enough'];
  return authentication === 'none' ? [`a ${kind} has to show who it is`] : [];
}

function scopeProblems({ scopes, kind }: Client, resourceTypes: ReadonlySet<string>): string[] {
  const words = scopes.split(' ').filter((word) => word !== '');
  if (kind === 'resource-server') return words.length ? [`a ${kind} is granted nothing`] : [];
  const { clinical, other } = parseScopes(scopes, resourceTypes);
  const known = new Set([...clinical.map(({ text }) => text), ...other]);
  const problems = words.filter((word) => !known.has(word)).map((word) => `'${word}' is no scope`);
  if (!clinical.length) problems.push('a client needs at least one scope such as patient/*.rs');
  for (const { level, text } of clinical)
    if ((level === 'system') !== (kind === 'backend'))
      problems.push(`'${text}' is not for a client of the kind ${kind}`);
  return problems;
}
