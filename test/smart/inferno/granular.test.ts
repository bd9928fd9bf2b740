/** What Inferno checks of granular scopes: what was found before, and lies within them, is found; nothing else is. */
import { loadPatients } from '../load-patients.ts';
import { App, appNamed, bearer, useSmart } from '../use-smart.ts';

const OBSERVATION = 'http://terminology.hl7.org/CodeSystem/observation-category';
const CONDITION = 'http://terminology.hl7.org/CodeSystem/condition-category';
const WHO = { user: 'alice', patient: 'p1' };

/** The two groups of a kit: categories of conditions and of observations. */
const GROUPS = [
  {
    conditions: ['encounter-diagnosis'],
    observations: ['laboratory', 'social-history'],
    within: ['lab', 'diagnosis'],
    outside: ['Observation/vital', 'Observation/survey', 'Condition/problem'],
  },
  {
    conditions: ['problem-list-item'],
    observations: ['vital-signs', 'survey'],
    within: ['vital', 'survey', 'problem'],
    outside: ['Observation/lab', 'Condition/diagnosis'],
  },
];

const smart = useSmart(async (server) => {
  await loadPatients(server);
  await server.register(appNamed('app'));
});

const launches = new Map<string, Promise<{ headers: { Authorization: string }; received: string[] }>>();

/** A launch with these scopes; what was launched before is used again. */
function launch(scopes: string[]) {
  const scope = `launch/patient ${scopes.join(' ')}`;
  const launched = launches.get(scope) ?? begin(scope);
  launches.set(scope, launched);
  return launched;
}

async function begin(scope: string) {
  const { body } = await new App(smart(), 'app').launch(scope, WHO);
  return { headers: bearer(body.access_token), received: String(body.scope).split(' ') };
}

/** The ids that a search finds, through all its pages, by GET or by POST. */
async function ids(path: string, headers: Record<string, string>, method: 'GET' | 'POST'): Promise<string[]> {
  const [type = '', query = ''] = path.split('?');
  const form = { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' };
  let reply = await (method === 'GET'
    ? smart().server.get(`/${path}`, headers)
    : smart().server.post(`/${type}/_search`, query, form));
  const found: string[] = [];
  for (;;) {
    if (reply.status !== 200) return found.sort();
    found.push(...reply.entries.flatMap(({ resource }) => (resource?.id as string | undefined) ?? []));
    const next = reply.link('next');
    if (next === undefined) return found.sort();
    reply = await smart().server.get(next, headers);
  }
}

const SEARCHES = [
  'Observation?patient=p1',
  'Observation?patient=p1&_count=1',
  `Observation?patient=p1&category=${OBSERVATION}|laboratory`,
  `Observation?patient=p1&category=${OBSERVATION}|vital-signs`,
  'Observation?patient=p1&status=final',
  'Observation?code:text=lab',
  'Condition?patient=p1',
  `Condition?patient=p1&category=${CONDITION}|problem-list-item`,
  'Condition?patient=p1&clinical-status=active&_count=1',
];

describe.each(GROUPS)(
  'granular scopes of $observations and $conditions',
  ({ conditions, observations, within, outside }) => {
    const scopes = [
      ...conditions.map((code) => `patient/Condition.rs?category=${CONDITION}|${code}`),
      ...observations.map((code) => `patient/Observation.rs?category=${OBSERVATION}|${code}`),
    ];

    it('Granular scopes are granted, and no resource-level or wildcard scope of their types', async () => {
      const { received } = await launch(scopes);
      expect(received).toEqual(expect.arrayContaining(scopes));
      expect(received.filter((scope) => /\/(Condition|Observation|\*)\.[^?]*$/.test(scope))).toEqual([]);
    });

    it('Server allows access to resources within the scopes and denies access to those outside', async () => {
      const { headers } = await launch(scopes);
      for (const id of within) {
        const [observation, condition] = await Promise.all(
          ['Observation', 'Condition'].map((type) => smart().server.get(`/${type}/${id}`, headers)),
        );
        expect([observation?.status, condition?.status]).toContain(200);
      }
      for (const path of outside) {
        const { status, resource } = await smart().server.get(`/${path}`, headers);
        expect([status, resource.resourceType]).toEqual([404, 'OperationOutcome']);
      }
    });

    it.each(SEARCHES)('Server filters results of %s, by GET and by POST, on every page', async (search) => {
      const [{ headers }, all] = [
        await launch(scopes),
        await launch(['patient/Observation.rs', 'patient/Condition.rs']),
      ];
      for (const method of ['GET', 'POST'] as const) {
        const before = await ids(search, all.headers, method);
        const found = await ids(search, headers, method);
        expect(found).toEqual(before.filter((id) => within.includes(id)));
      }
    });
  },
);
