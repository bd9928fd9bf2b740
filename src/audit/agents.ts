import type { Caller } from '#access/caller.ts';
import type { Action } from './audited-kind.ts';

/** This server, as its events name it. */
export interface AuditSource {
  baseUrl: string;
  /** Name and version. */
  software: string;
}

const DICOM = 'http://dicom.nema.org/resources/ontology/DCM';
const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
const coding = (system: string, code: string, display: string) => ({ coding: [{ system, code, display }] });

const SENDS = coding(DICOM, '110153', 'Source Role ID');
const RECEIVES = coding(DICOM, '110152', 'Destination Role ID');
const APPLICATION = coding(DICOM, '110150', 'Application');
const CUSTODIAN = coding(
  'http://terminology.hl7.org/CodeSystem/provenance-participant-type',
  'custodian',
  'Custodian',
);
const RECIPIENT = coding(PARTICIPATION, 'IRCP', 'information recipient');
const AUTHOR = coding(PARTICIPATION, 'AUT', 'author (originator)');

/** Which part BALP has client, server and user play: data flow to the one that reads, and from the one that asks. */
const PARTS: Record<Action, { client: object; server: object; user: object }> = {
  R: { client: RECEIVES, server: SENDS, user: RECIPIENT },
  E: { client: SENDS, server: RECEIVES, user: RECIPIENT },
  C: { client: SENDS, server: RECEIVES, user: AUTHOR },
  U: { client: SENDS, server: RECEIVES, user: AUTHOR },
  D: { client: APPLICATION, server: CUSTODIAN, user: AUTHOR },
};

/** The types that AuditEvent.agent.who may refer to. */
const PERSONS = /^(?:PractitionerRole|Practitioner|Organization|Device|Patient|RelatedPerson)\/[^/]+$/;

/** AuditEvent.agent: the client with its address, this server, and the person if there is one. */
export function agentsOf(
  action: Action,
  {
    caller,
    address,
    program,
  }: { caller: Caller | undefined; address: string | undefined; program: string | undefined },
  { baseUrl, software }: AuditSource,
): object[] {
  const parts = PARTS[action];
  const user = caller?.user;
  const client = {
    type: parts.client,
    who: clientOf(caller, program),
    ...(caller?.client.name ? { name: caller.client.name } : {}),
    requestor: user === undefined,
    // Names the token that it was done with, and is none.
    ...(caller?.tokenId ? { policy: [`urn:token:${encodeURIComponent(caller.tokenId)}`] } : {}),
    ...(address === undefined ? {} : { network: { address, type: '2' } }),
  };
  const server = {
    type: parts.server,
    who: { display: software },
    requestor: false,
    network: { address: baseUrl, type: '5' },
  };
  return user ? [client, server, { type: parts.user, ...person(caller) }] : [client, server];
}

/** The app or back end; a server without authentication does not know it. */
export function clientOf(caller: Caller | undefined, program = 'unknown: this server asks for no token') {
  if (!caller) return { display: program };
  const { client, issuer } = caller;
  if (!client.id) return { display: 'unknown: no valid token was given' };
  return { identifier: { ...(issuer ? { system: issuer } : {}), value: client.id } };
}

/** The person, by the resource that stands for them and by their name at the issuer. */
export function whoIs({ user, issuer }: Caller) {
  const { id = '', fhirUser } = user ?? {};
  const reference = fhirUser?.split('/').slice(-2).join('/');
  return {
    ...(reference && PERSONS.test(reference) ? { reference } : {}),
    identifier: { ...(issuer ? { system: issuer } : {}), value: id },
  };
}

function person(caller: Caller) {
  const { roles } = caller;
  return {
    ...(roles.length
      ? { role: [...new Set(roles.map(({ role }) => role))].map((code) => ({ coding: [{ code }] })) }
      : {}),
    who: whoIs(caller),
    requestor: true,
  };
}
