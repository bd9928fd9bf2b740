import type { JWTPayload } from 'jose';
import type { Caller } from '#access/caller.ts';
import { parseScopes } from '#access/scope/parse-scopes.ts';
import { parseReference } from '#fhir/reference.ts';
import { isId } from '#fhir/resource.ts';
import { effectiveScopes } from './effective-scopes.ts';
import type { ClaimPath, TrustedIssuer } from './trusted-issuer.ts';

/** The names that most providers use. */
const CLAIMS = {
  client: ['azp'],
  scope: ['scope'],
  patient: ['patient'],
  encounter: ['encounter'],
  study: ['study'],
  fhirUser: ['fhirUser'],
  roles: ['roles'],
} satisfies Record<keyof NonNullable<TrustedIssuer['claims']>, ClaimPath>;

/** The types that a fhirUser may be of (SMART App Launch 2.2, scopes for requesting identity data). */
const PEOPLE = ['Patient', 'Practitioner', 'PractitionerRole', 'RelatedPerson', 'Person'];

/** The claims of a verified token as a caller. A claim that is not of the form expected counts as absent. */
export function callerOfClaims(
  claims: JWTPayload,
  { issuer, claims: named = {}, roles: meanings = {}, backends = [] }: TrustedIssuer,
  {
    baseUrl,
    resourceTypes,
    tokenId,
  }: { baseUrl: string; resourceTypes: ReadonlySet<string>; tokenId: string },
): Caller {
  const claim = (name: keyof typeof CLAIMS): unknown => valueAt(claims, named[name] ?? CLAIMS[name]);
  const [patient, encounter, study] = [id(claim('patient')), id(claim('encounter')), id(claim('study'))];
  const fhirUser = personOf(claim('fhirUser'), baseUrl);
  const given = claim('client') ?? claims.client_id;
  const client = typeof given === 'string' ? given : '';
  // A token that lacks a user for some other reason must not become one that needs none.
  const isSystem = backends.includes(client) && claim('fhirUser') === undefined;
  return {
    issuer,
    client: { id: client },
    ...(isSystem ? {} : { user: { id: claims.sub ?? '', ...(fhirUser === undefined ? {} : { fhirUser }) } }),
    scopes: effectiveScopes(parseScopes(words(claim('scope')).join(' '), resourceTypes), {
      fhirUser,
      patient,
      isSystem,
    }),
    ...(patient === undefined ? {} : { patient }),
    ...(encounter === undefined ? {} : { encounter }),
    ...(study === undefined ? {} : { study }),
    roles: words(claim('roles')).flatMap((word) =>
      Object.hasOwn(meanings, word) ? (meanings[word] ?? []) : [],
    ),
    tokenId,
  };
}

function valueAt(claims: JWTPayload, path: ClaimPath): unknown {
  let value: unknown = claims;
  for (const name of [path].flat()) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

const id = (value: unknown): string | undefined =>
  typeof value === 'string' && isId(value) ? value : undefined;

/** A list, or a text of words parted by spaces. */
const words = (value: unknown): string[] =>
  (Array.isArray(value) ? value : typeof value === 'string' ? value.split(' ') : []).filter(
    (word) => typeof word === 'string' && word !== '',
  );

/** `Practitioner/7`, from that or from its URL under this base; a resource of another server is nobody here. */
function personOf(value: unknown, baseUrl: string): string | undefined {
  const reference = typeof value === 'string' ? parseReference(value) : undefined;
  if (!reference || (reference.base !== undefined && reference.base !== baseUrl)) return undefined;
  return PEOPLE.includes(reference.type) ? `${reference.type}/${reference.id}` : undefined;
}
