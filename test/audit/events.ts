import type { Resource } from '#fhir/resource.ts';
import type { ServerForTests } from '../server-for-tests.ts';

/** An AuditEvent, as far as these tests look at it. */
export interface AuditEvent extends Resource {
  id: string;
  action: string;
  outcome: string;
  outcomeDesc?: string;
  subtype?: { system: string; code: string }[];
  agent: {
    type: { coding: { code: string }[] };
    who: { reference?: string; identifier?: { value: string }; display?: string };
    requestor: boolean;
    role?: { coding: { code: string }[] }[];
    policy?: string[];
    network?: { address: string };
  }[];
  entity?: {
    what?: { reference?: string; identifier?: { value: string } };
    role?: { code: string };
    type: { code: string };
    query?: string;
  }[];
}

/** What one event is about, in one line: `C create Patient/p1/_history/1 of p1`. */
export function line({ action, outcome, subtype = [], entity = [] }: AuditEvent): string {
  const patients = entity.filter(({ role }) => role?.code === '1').map(({ what }) => what?.reference);
  const what = entity.find(({ role }) => role?.code === '4')?.what?.reference;
  const query = entity.find((one) => one.query)?.query;
  return [
    action,
    outcome === '0' ? '' : `(${outcome})`,
    subtype.map(({ code }) => code).join('+'),
    what,
    query && Buffer.from(query, 'base64').toString(),
    patients.length ? `of ${patients.map((each) => each?.replace('Patient/', '')).sort()}` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** All events that are in the log, oldest first; that of this question is not among them. */
export async function eventsOf(server: ServerForTests): Promise<AuditEvent[]> {
  const { entries } = await server.get('/AuditEvent/_history?_count=1000');
  return entries.map(({ resource }) => resource as AuditEvent).reverse();
}

/** The events that some requests leave. */
export async function eventsDuring(
  server: ServerForTests,
  requests: () => Promise<unknown>,
): Promise<AuditEvent[]> {
  const before = (await eventsOf(server)).length;
  await requests();
  // The question before left an event of its own.
  return (await eventsOf(server)).slice(before + 1);
}
