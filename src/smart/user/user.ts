import type { RoleAssignment } from '#access/caller.ts';

/** A person who may sign in at the embedded authorization server. */
export interface User {
  /** Never given to another user: the `sub` of tokens. */
  id: string;
  /** What the person types, in lower case. */
  name: string;
  displayName: string;
  /** As `hashPassword` makes it. */
  password: string;
  /** Base32 secret of one-time passwords, where they are asked for (RFC 6238). */
  totp?: string;
  /** The resource that stands for the person, relative to the base: `Practitioner/7`. */
  fhirUser?: string;
  roles: RoleAssignment[];
  disabled?: boolean;
}
