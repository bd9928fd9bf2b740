import type { RoleAssignment } from '#access/caller.ts';

/** How a client shows who it is at the token endpoint. */
export type ClientAuthentication =
  /** A public app: it can keep no secret. */
  | 'none'
  /** client-confidential-symmetric. */
  | 'secret'
  /** client-confidential-asymmetric: it signs assertions (RS384, ES384). */
  | 'key';

/** What a client is for. */
export type ClientKind =
  /** People use it: it gets tokens by authorization code. */
  | 'app'
  /** It acts for itself, by client credentials (SMART Backend Services). */
  | 'backend'
  /** It gets no tokens, and may ask about those of others (RFC 7662). */
  | 'resource-server';

/** Who may ask the token endpoint for something. */
export interface Client {
  id: string;
  name: string;
  kind: ClientKind;
  authentication: ClientAuthentication;
  /** Where an app may be sent back to, each exactly as it is; others have none. */
  redirectUris: string[];
  /** Where an EHR launch starts. */
  launchUri?: string;
  /** The most that it may be granted, as scopes. */
  scopes: string;
  /** SHA-256 of its secret: the secret has 256 random bits, so that no slow hash is needed. */
  secret?: string;
  /** Public keys of its own. */
  jwks?: { keys: Record<string, unknown>[] };
  /** Where it publishes them. */
  jwksUri?: string;
  /** Whether a back end may prepare EHR launches. */
  mayLaunch?: boolean;
  /** What a back end is in which study. */
  roles: RoleAssignment[];
  disabled?: boolean;
}
