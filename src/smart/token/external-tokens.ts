import { decodeJwt, decodeProtectedHeader, importJWK, type JWTPayload, jwtVerify } from 'jose';
import type { Logger } from 'pino';
import type { Caller } from '#access/caller.ts';
import { FhirError, refuse } from '#fhir/operation-outcome.ts';
import { digest } from '../digest.ts';
import type { RemoteKeys } from '../key/remote-keys.ts';
import { insufficientScope, invalidToken } from './bearer.ts';
import { callerOfClaims } from './caller-of-claims.ts';
import type { IssuerMetadata } from './issuer-metadata.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

/** By how many seconds the clocks of an issuer and this server may differ. */
const SKEW = 60;

const ALGORITHMS = ['RS256', 'RS384', 'ES256', 'ES384'];

/** Headers by which a token would bring its own key along. */
const OWN_KEYS = ['jku', 'jwk', 'x5u', 'x5c', 'crit'];

/** What tokens of other issuers are verified by. */
export interface ExternalTokenRooms {
  issuers: readonly TrustedIssuer[];
  metadata: IssuerMetadata;
  remoteKeys: RemoteKeys;
  resourceTypes: ReadonlySet<string>;
  baseUrl: string;
  log: Pick<Logger, 'warn'>;
  now: () => number;
}

/** Verifies JSON Web Tokens of the issuers that the configuration names (RFC 9068, RFC 8725). */
export class ExternalTokens {
  readonly #rooms: ExternalTokenRooms;

  constructor(rooms: ExternalTokenRooms) {
    this.#rooms = rooms;
  }

  /** Who holds a token; throws a 401 where it is worth nothing, a 403 where it grants nothing, a 503 without keys. */
  async verify(token: string): Promise<Caller> {
    const { baseUrl, resourceTypes } = this.#rooms;
    const { issuer, kid, alg } = this.#read(token);
    const claims = await this.#claims(token, { issuer, kid, alg });
    const id = typeof claims.jti === 'string' ? claims.jti : digest(token);
    const caller = callerOfClaims(claims, issuer, { baseUrl, resourceTypes, tokenId: id });
    if (!caller.scopes.clinical.length)
      throw insufficientScope(baseUrl, 'the token holds no scope for the resources of this server');
    return caller;
  }

  /** What a token says of itself, which only chooses by what it is verified. */
  #read(token: string): { issuer: TrustedIssuer; kid: string; alg: string } {
    let header: Record<string, unknown>;
    let iss: unknown;
    try {
      header = { ...decodeProtectedHeader(token) };
      ({ iss } = decodeJwt(token));
    } catch {
      throw this.#worthless('the token is no JSON Web Token');
    }
    const issuer = this.#rooms.issuers.find((one) => one.issuer === iss);
    if (!issuer) throw this.#worthless('the issuer of the token is not one that is trusted');
    const { kid, alg } = header;
    const isKnown = typeof alg === 'string' && (issuer.algorithms ?? ALGORITHMS).includes(alg);
    if (!isKnown) throw this.#worthless('the signature algorithm is not one that is taken');
    if (typeof kid !== 'string') throw this.#worthless('the token names no key');
    if (OWN_KEYS.some((name) => name in header)) throw this.#worthless('the token brings its own key');
    return { issuer, kid, alg };
  }

  async #claims(
    token: string,
    { issuer, kid, alg }: { issuer: TrustedIssuer; kid: string; alg: string },
  ): Promise<JWTPayload> {
    const jwk = await this.#key(issuer, kid);
    // A key that says what it is for is used for nothing else.
    if (!jwk || (jwk.alg !== undefined && jwk.alg !== alg) || (jwk.use ?? 'sig') !== 'sig')
      throw this.#worthless('the key that the token names is not there');
    try {
      const { payload } = await jwtVerify(token, await importJWK(jwk, alg), {
        issuer: issuer.issuer,
        audience: issuer.audience ?? this.#rooms.baseUrl,
        algorithms: [alg],
        clockTolerance: SKEW,
        currentDate: new Date(this.#rooms.now()),
        requiredClaims: ['exp', 'sub'],
      });
      return payload;
    } catch (error) {
      throw this.#worthless(REASONS[(error as { code?: string }).code ?? ''] ?? 'the signature is not right');
    }
  }

  async #key(issuer: TrustedIssuer, kid: string) {
    try {
      const uri = issuer.jwksUri ?? (await this.#rooms.metadata.of(issuer.issuer)).jwks_uri;
      const keys = await this.#rooms.remoteKeys.of(uri, kid);
      return keys.find((key) => key.kid === kid);
    } catch (error) {
      if (error instanceof FhirError) throw error;
      this.#rooms.log.warn({ err: error, issuer: issuer.issuer }, 'keys of an issuer');
      const unavailable = refuse(503, 'transient', 'the keys of the issuer cannot be had at the moment');
      unavailable.headers['Retry-After'] = '10';
      throw unavailable;
    }
  }

  #worthless(diagnostics: string): FhirError {
    return invalidToken(this.#rooms.baseUrl, diagnostics);
  }
}

const REASONS: Record<string, string> = {
  ERR_JWT_EXPIRED: 'the token is over',
  ERR_JWT_CLAIM_VALIDATION_FAILED: 'the token is not for this server, not valid yet, or lacks a claim',
};
