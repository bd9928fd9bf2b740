import type { Caller } from '#access/caller.ts';
import type { IssueCode } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { type AuditSource, agentsOf } from './agents.ts';
import type { AuditedKind } from './audited-kind.ts';

/** One access, as far as its AuditEvent tells of it. */
export interface Access {
  kind: AuditedKind;
  /** Milliseconds since 1970. */
  time: number;
  caller: Caller | undefined;
  /** The network address that the request came from. */
  address: string | undefined;
  requestId: string | undefined;
  /** The program that asks without a token, by its own name. */
  program: string | undefined;
  /** The resource, with its version where there is one: `Observation/o1/_history/2`. */
  what?: string | undefined;
  /** Whose records it is about: logical ids of Patients. */
  patients: readonly string[];
  /** False where there are more of them than are named. */
  namesAll?: boolean;
  /** What was asked, as it came. */
  query?: string | undefined;
  /** What became of it; success where this is absent. */
  refusal?: { status: number; code?: IssueCode | undefined } | undefined;
}

const TYPE = 'http://terminology.hl7.org/CodeSystem/audit-event-type';
const INTERACTION = 'http://hl7.org/fhir/restful-interaction';
const ISSUE = 'http://hl7.org/fhir/issue-type';
const ENTITY = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';
const REQUEST_ID = {
  system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
  code: 'XrequestId',
};
const PROFILE = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';

// Without displays: each would be one more search value of every event, and say what the code says.
const PERSON = { system: ENTITY, code: '1' };
const SYSTEM_OBJECT = { system: ENTITY, code: '2' };
const PATIENT = { system: ROLE, code: '1' };
const DOMAIN_RESOURCE = { system: ROLE, code: '4' };
const QUERY = { system: ROLE, code: '24' };

/** The AuditEvent of an access (IHE Basic Audit Log Patterns). It names what was touched and holds none of it. */
export function auditEvent(access: Access, source: AuditSource): Resource {
  const { kind, refusal } = access;
  const profile = profileOf(access);
  return {
    resourceType: 'AuditEvent',
    ...(profile ? { meta: { profile: [profile] } } : {}),
    type: { system: TYPE, code: 'rest' },
    ...subtypes(kind, refusal?.code),
    action: kind.action,
    recorded: new Date(access.time).toISOString(),
    outcome: outcomeOf(refusal?.status),
    ...(refusal ? { outcomeDesc: [refusal.status, refusal.code].filter(Boolean).join(' ') } : {}),
    agent: agentsOf(kind.action, access, source),
    source: sourceElement(source),
    ...entities(access),
  };
}

/** AuditEvent.source: this server tells of itself. */
export const sourceElement = ({ baseUrl, software }: AuditSource) => ({
  site: new URL(baseUrl).host,
  observer: { display: software },
  type: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
      code: '4',
      display: 'Application Server',
    },
  ],
});

/** A refusal is also found by its reason, e.g. `subtype=forbidden`. */
function subtypes({ subtypes: codes }: AuditedKind, issue: IssueCode | undefined) {
  const all = [
    ...codes.map((code) => ({ system: INTERACTION, code })),
    ...(issue ? [{ system: ISSUE, code: issue }] : []),
  ];
  return all.length ? { subtype: all } : {};
}

/** AuditEvent.outcome (valueset-audit-event-outcome.html): refused, or failed inside the server. */
function outcomeOf(status: number | undefined): string {
  if (status === undefined) return '0';
  return status < 500 ? '4' : '8';
}

/** The profile that the event keeps to. BALP's are of successes, by a client whose address is known. */
function profileOf({ kind, refusal, address, patients, what, query }: Access): string | undefined {
  const { profile } = kind;
  if (!profile || refusal || address === undefined) return undefined;
  if (profile === 'Query') {
    // The profile for a patient has just one; a page may show the records of several.
    return query === undefined ? undefined : `${PROFILE}${patients.length === 1 ? 'PatientQuery' : 'Query'}`;
  }
  if (what === undefined) return undefined;
  return `${PROFILE}${patients.length === 1 ? 'Patient' : ''}${profile}`;
}

function entities({ what, patients, namesAll = true, query, requestId }: Access) {
  const entity = [
    ...(what === undefined
      ? []
      : [{ what: { reference: what }, type: SYSTEM_OBJECT, role: DOMAIN_RESOURCE }]),
    ...(query === undefined
      ? []
      : [{ type: SYSTEM_OBJECT, role: QUERY, query: Buffer.from(query).toString('base64') }]),
    ...patients.map((id) => ({ what: { reference: `Patient/${id}` }, type: PERSON, role: PATIENT })),
    ...(namesAll ? [] : [{ type: PERSON, role: PATIENT, name: 'more patients than are named here' }]),
    ...(requestId === undefined ? [] : [{ what: { identifier: { value: requestId } }, type: REQUEST_ID }]),
  ];
  return entity.length ? { entity } : {};
}
