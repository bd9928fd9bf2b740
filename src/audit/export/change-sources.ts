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

/** Why versions were made, by the Provenances about them: `Observation/o1/_history/2` -> why. */
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
    for await (const text of all('Provenance', where, store)) {
      const provenance = parseJson(text) as { target?: { reference?: string }[]; reason?: Reason[] };
      const why = (provenance.reason ?? []).flatMap(reasonText).join('; ');
      if (why === '') continue;
      for (const { reference } of provenance.target ?? [])
        if (reference) found.set(reference, [found.get(reference), why].filter(Boolean).join('; '));
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
