import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { narrowScopes } from '#access/scope/narrow-scopes.ts';
import { parseScopes } from '#access/scope/parse-scopes.ts';

/**
 * Of the scopes asked for those that the client is registered for, narrowed to it where it is registered for less; in
 * the order asked for. Empty where nothing is left.
 */
export function grantableScopes(
  asked: string,
  registered: string,
  resourceTypes: ReadonlySet<string>,
): string[] {
  const [wanted, allowed] = [parseScopes(asked, resourceTypes), parseScopes(registered, resourceTypes)];
  return [
    ...[...wanted.other].filter((scope) => allowed.other.has(scope)),
    ...narrowScopes(wanted.clinical, allowed.clinical).map(({ text }) => text),
  ];
}

/**
 * The scopes that a request at hand may get at most, for oidc-provider, which grants no scope that is not literally
 * among those asked for. What was asked for is therefore put into terms of what can be granted.
 */
export function scopesOfRequest(
  context: KoaContextWithOIDC,
  registered: string,
  resourceTypes: ReadonlySet<string>,
): string {
  const { params = {}, entities } = context.oidc;
  const source = entities.AuthorizationCode ?? entities.RefreshToken;
  const asked = source ? (source.scope ?? '') : String(params.scope ?? '');
  const grantable = grantableScopes(asked, registered, resourceTypes).join(' ');
  if (source) return grantable;
  // A token without any scope would be of no use, and its answer would look like a success.
  if (grantable === '')
    throw new errors.InvalidScope('none of the scopes asked for can be granted to this client', asked);
  params.scope = grantable;
  return grantable;
}
