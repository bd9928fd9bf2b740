import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { RoleAssignment } from '#access/caller.ts';
import { ConfigError } from '#config.ts';

/** Where a claim stands: its name, or the names on the way to it (`["realm_access", "roles"]`). */
export type ClaimPath = string | string[];

/** An identity provider whose tokens are taken, as the file of AUTH_ISSUERS says. */
export interface TrustedIssuer {
  /** Exactly as in the claim `iss`. */
  issuer: string;
  /** What the claim `aud` must hold; the FHIR base if absent. */
  audience?: string;
  /** Where its keys are; asked of its OpenID configuration if absent. */
  jwksUri?: string;
  /** The signature algorithms that are taken; RS256, RS384, ES256 and ES384 if absent. */
  algorithms?: string[];
  claims?: Partial<
    Record<'client' | 'scope' | 'patient' | 'encounter' | 'study' | 'fhirUser' | 'roles', ClaimPath>
  >;
  /** The clients that act for themselves: of these alone `system/` scopes are taken. */
  backends?: string[];
  /** What each value of the claim for roles means here. */
  roles?: Record<string, RoleAssignment[]>;
}

const path = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }] };

const SCHEMA = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    required: ['issuer'],
    additionalProperties: false,
    properties: {
      issuer: { type: 'string', pattern: '^https?://[^?#]+$' },
      audience: { type: 'string', minLength: 1 },
      jwksUri: { type: 'string', pattern: '^https?://' },
      algorithms: {
        type: 'array',
        minItems: 1,
        // No shared secrets: whoever verifies could sign.
        items: {
          enum: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'],
        },
      },
      backends: { type: 'array', items: { type: 'string', minLength: 1 } },
      claims: {
        type: 'object',
        additionalProperties: false,
        properties: {
          client: path,
          scope: path,
          patient: path,
          encounter: path,
          study: path,
          fhirUser: path,
          roles: path,
        },
      },
      roles: {
        type: 'object',
        additionalProperties: {
          type: 'array',
          items: {
            type: 'object',
            required: ['role', 'study', 'site', 'arm'],
            additionalProperties: false,
            properties: {
              role: { type: 'string', minLength: 1 },
              study: { type: 'string', minLength: 1 },
              site: { type: 'string', minLength: 1 },
              arm: { type: 'string', minLength: 1 },
            },
          },
        },
      },
    },
  },
};

/** Reads the file of AUTH_ISSUERS; throws a ConfigError that names what is wrong in it. */
export function loadTrustedIssuers(file: string): TrustedIssuer[] {
  const issuers = read(file);
  const validate = new Ajv().compile<TrustedIssuer[]>(SCHEMA);
  if (validate(issuers)) return issuers;
  const [problem] = validate.errors ?? [];
  throw new ConfigError(
    `AUTH_ISSUERS: ${file}${problem?.instancePath ?? ''} ${problem?.message ?? 'is wrong'}`,
  );
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigError(`AUTH_ISSUERS: ${file} cannot be read as JSON: ${(error as Error).message}`);
  }
}
