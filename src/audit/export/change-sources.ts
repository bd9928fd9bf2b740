import { parseJson } from '#fhir/json/parse-json.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import type { SubjectChange } from './subject-change.ts';

/** Events and Provenances read at once. */
const AT_ONCE = 500;

/** Resources whose Provenances are asked for at once. */
const ASKED_AT_ONCE = 50;

type Store = Pick<ResourceStore, 'search'>;
type Who = Pick<SubjectChange, 'user' | 'client' | 'roles' | 'address' | 'event'>;

interface Agent {
  requestor?: boolean;
  role?: { coding?: { code?: string }[] }[];
  who?: { reference?: string; identifier?: { value?: string }; display?: string };
  network?: { address?: string };
  type?: { coding?: { code?: string }[] };
}

const token = (parameter: string, code: string): SearchExpression => ({ op: 'token', parameter, code });

/** Who made which version of a patient's record, by the AuditEvents that name the patient: `Observation/o1/_history/2` -> who. */
export async function whoChanged(patient: string, store: Store): Promise<Map<string, Who>> {
  const where: SearchExpression = {
    op: 'all',
    of: [
      { op: 'reference', parameter: 'patient', types: ['Patient'], id: patient },
      { op: 'any', of: ['C', 'U', 'D'].map((code) => token('action', code)) },
      token('outcome', '0'),
    ],
  };
  const found = new Map<string, Who>();
  for await (const text of all('AuditEvent', where, store)) {
    const event = JSON.parse(text) as {
      id: string;
      agent: Agent[];
      entity?: { what?: { reference?: string } }[];
    };
    const version = event.entity?.find(({ what }) => what?.reference?.includes('/_history/'))?.what
      ?.reference;
    // An update that changed nothing names the version that another made.
    if (version !== undefined && !found.has(version)) found.set(version, whoOf(event));
  }
  return found;
}

function whoOf({ id, agent }: { id: string; agent: Agent[] }): Who {
  const [client, , user] = agent;
  const roles = (user?.role ?? []).flatMap(({ coding = [] }) => coding.flatMap(({ code }) => code ?? []));
  return {
    ...(user ? { user: nameOf(user) } : {}),
    ...(client ? { client: nameOf(client) } : {}),
    ...(roles.length ? { roles } : {}),
    ...(client?.network?.address ? { address: client.network.address } : {}),
    event: `AuditEvent/${id}`,
  };
}

const nameOf = ({ who }: Agent): string => who?.reference ?? who?.identifier?.value ?? who?.display ?? '';

/** Why versions were made, by the Provenances that were stored with them: `Observation/o1/_history/2` -> why. */
export async function whyChanged(
  resources: { type: string; id: string }[],
  store: Store,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let i = 0; i < resources.length; i += ASKED_AT_ONCE) {
    const where: SearchExpression = {
      op: 'any',
      of: resources
        .slice(i, i + ASKED_AT_ONCE)
        .map(({ type, id }) => ({ op: 'reference', parameter: 'target', types: [type], id })),
    };
    const told = [];
    for await (const text of all('Provenance', where, store)) told.push(parseJson(text) as Told);
    const later = await writtenByThemselves(told, store);
    for (const provenance of told) {
      if (later.has(provenance.id)) continue;
      const why = (provenance.reason ?? []).flatMap(reasonText).join('; ');
      if (why === '') continue;
      for (const { reference } of provenance.target ?? [])
        if (reference) found.set(reference, [found.get(reference), why].filter(Boolean).join('; '));
    }
  }
  return found;
}

interface Told {
  id: string;
  target?: { reference?: string }[];
  reason?: Reason[];
}

/**
 * Which of some Provenances somebody has written on their own, by the events that tell so. Those that the server stored with a
 * change have none; others say what somebody wants to have been the reason of a change that may not be theirs.
 */
async function writtenByThemselves(provenances: Told[], store: Store): Promise<Set<string>> {
  const found = new Set<string>();
  for (let i = 0; i < provenances.length; i += ASKED_AT_ONCE) {
    const asked = new Set(provenances.slice(i, i + ASKED_AT_ONCE).map(({ id }) => id));
    const where: SearchExpression = {
      op: 'all',
      of: [
        {
          op: 'any',
          of: [...asked].map((id) => ({ op: 'reference', parameter: 'entity', types: ['Provenance'], id })),
        },
        { op: 'any', of: ['C', 'U'].map((code) => token('action', code)) },
        token('outcome', '0'),
      ],
    };
    for await (const text of all('AuditEvent', where, store)) {
      const { entity = [] } = JSON.parse(text) as { entity?: { what?: { reference?: string } }[] };
      for (const { what } of entity) {
        const [type, id = ''] = what?.reference?.split('/') ?? [];
        if (type === 'Provenance' && asked.has(id)) found.add(id);
      }
    }
  }
  return found;
}

interface Reason {
  text?: string;
  coding?: { display?: string; code?: string }[];
}

const reasonText = ({ text, coding = [] }: Reason): string[] =>
  text ? [text] : coding.flatMap(({ display, code }) => display ?? code ?? []);

/** The texts of all matches, oldest first. */
export async function* all(type: string, where: SearchExpression, store: Store): AsyncGenerator<string> {
  const page = { targets: [{ type, where }], sort: [], includes: [], includeLimit: 0, total: false };
  for (let after: object | undefined, more = true; more; more = after !== undefined) {
    const place = after === undefined ? {} : { after: after as never };
    const { entries, next } = await store.search({ ...page, count: AT_ONCE, ...place });
    for (const { text } of entries) yield text;
    after = next;
  }
}
