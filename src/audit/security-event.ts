import type { Resource } from '#fhir/resource.ts';
import { type AuditSource, agentsOf } from './agents.ts';
import { sourceElement } from './audit-event.ts';

/** Something that happened where tokens are issued. */
export interface SecurityEvent {
  kind:
    | 'signed-in'
    | 'sign-in-refused'
    | 'sign-in-locked'
    | 'consented'
    | 'consent-refused'
    | 'token-issued'
    | 'token-refused'
    | 'grant-revoked'
    | 'account-changed';
  /** Id of the user, where one is known. */
  user?: string;
  client?: string;
  /** Scopes granted, parted by spaces. */
  scopes?: string;
  /** Logical id of the Patient in context. */
  patient?: string;
  /** The error code that was answered. */
  error?: string;
}

/** Where the request came from that made it happen. */
export interface SecurityEventOrigin {
  address?: string | undefined;
}

const DICOM = 'http://dicom.nema.org/resources/ontology/DCM';
const AUTHENTICATION = { system: DICOM, code: '110114', display: 'User Authentication' };
const ALERT = { system: DICOM, code: '110113', display: 'Security Alert' };
const LOGIN = { system: DICOM, code: '110122', display: 'Login' };
const LOGOUT = { system: DICOM, code: '110123', display: 'Logout' };
const ATTRIBUTES = { system: DICOM, code: '110137', display: 'User Security Attributes Changed' };
/** ITI-71 of IHE IUA. */
const TOKEN = { system: 'urn:ihe:event-type-code', code: 'ITI-71', display: 'Get Access Token' };

/** By what DICOM calls it, and how it ended: 12 is "user account disabled due to excessive invalid logon attempts". */
const KINDS: Record<SecurityEvent['kind'], { type: object; subtype: object; outcome: '0' | '4' | '12' }> = {
  'signed-in': { type: AUTHENTICATION, subtype: LOGIN, outcome: '0' },
  'sign-in-refused': { type: AUTHENTICATION, subtype: LOGIN, outcome: '4' },
  'sign-in-locked': { type: AUTHENTICATION, subtype: LOGIN, outcome: '12' },
  consented: { type: ALERT, subtype: ATTRIBUTES, outcome: '0' },
  'consent-refused': { type: ALERT, subtype: ATTRIBUTES, outcome: '4' },
  'token-issued': { type: AUTHENTICATION, subtype: TOKEN, outcome: '0' },
  'token-refused': { type: AUTHENTICATION, subtype: TOKEN, outcome: '4' },
  'grant-revoked': { type: AUTHENTICATION, subtype: LOGOUT, outcome: '0' },
  'account-changed': { type: ALERT, subtype: ATTRIBUTES, outcome: '0' },
};

const ENTITY = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';

/** The AuditEvent of a sign-in, a consent or a token. It holds no secret, and no name that somebody typed. */
export function securityEvent(
  { kind, user, client = '', scopes, patient, error }: SecurityEvent,
  { address }: SecurityEventOrigin,
  { issuer, time, source }: { issuer: string; time: Date; source: AuditSource },
): Resource {
  const { type, subtype, outcome } = KINDS[kind];
  const caller = {
    issuer,
    client: { id: client },
    ...(user === undefined ? {} : { user: { id: user } }),
    scopes: { clinical: [], other: new Set<string>() },
    roles: [],
    tokenId: '',
  };
  const entity = [
    ...(scopes
      ? [
          {
            type: { system: ENTITY, code: '2' },
            role: { system: ROLE, code: '13' },
            detail: [{ type: 'scope', valueString: scopes }],
          },
        ]
      : []),
    ...(patient
      ? [
          {
            what: { reference: `Patient/${patient}` },
            type: { system: ENTITY, code: '1' },
            role: { system: ROLE, code: '1' },
          },
        ]
      : []),
  ];
  return {
    resourceType: 'AuditEvent',
    type,
    subtype: [subtype],
    action: 'E',
    recorded: time.toISOString(),
    outcome,
    ...(outcome === '0' ? {} : { outcomeDesc: error ?? kind }),
    agent: agentsOf('E', { caller, address, program: undefined }, source),
    source: sourceElement(source),
    ...(entity.length ? { entity } : {}),
  };
}
