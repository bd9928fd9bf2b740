import type { Scopes } from './scope/scope.ts';

/**
 * Who stands behind a request, as the token says that was verified: the one thing by which access is decided. What is
 * absent is not granted; nothing absent ever means "all".
 */
export interface Caller {
  /** Who issued the token: this server's own authorization server, or an external one that the configuration names. */
  issuer: string;
  /** The app or back end that holds the token. */
  client: CallerClient;
  /** The person who signed in; absent for a back end that acts for itself (`system/` scopes). */
  user?: CallerUser;
  /** What was granted. Never empty of clinical scopes. */
  scopes: Scopes;
  /** Logical id of the Patient in context; there whenever a `patient/` scope is. */
  patient?: string;
  /** Logical id of the Encounter in context. */
  encounter?: string;
  /** Logical id of the ResearchStudy in context. */
  study?: string;
  /** What the user, or a client that acts for itself, is in which study; empty where nothing was assigned. */
  roles: RoleAssignment[];
  /** Names this token in an audit trail and is no secret: the SHA-256 of an opaque token, or `jti` of a JWT. */
  tokenId: string;
}

/** The client that a token was issued to. */
export interface CallerClient {
  /** Its `client_id` at the issuer. */
  id: string;
  /** Its name for people. */
  name?: string;
}

/** The person whom a token was issued for. */
export interface CallerUser {
  /** The subject at the issuer (`sub`). */
  id: string;
  /** The FHIR resource that stands for the person, relative to the base: `Practitioner/7`. */
  fhirUser?: string;
}

/** A role that someone has, and where: each of `study`, `site` and `arm` is a logical id, or `*` for every one. */
export interface RoleAssignment {
  role: string;
  study: string;
  site: string;
  arm: string;
}

/** Somebody who has nothing at all: what a request counts as that slipped past authentication. */
export const NOBODY: Caller = {
  issuer: '',
  client: { id: '' },
  scopes: { clinical: [], other: new Set() },
  roles: [],
  tokenId: '',
};
