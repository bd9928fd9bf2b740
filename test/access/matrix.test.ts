import type { Caller } from '#access/caller.ts';
import { UNOWNED_TYPES } from '#access/compartment/unowned-types.ts';
import { loadDefinitions } from '#conformance/definitions.ts';
import { SearchParameters } from '#conformance/search-parameter.ts';
import type { Resource } from '#fhir/resource.ts';
import { type House, useHouse } from './calling.ts';
import { type Making, resourceOf } from './resource-of.ts';

const house = useHouse();
const definitions = loadDefinitions();
const compartment = definitions.compartments.find(({ code }) => code === 'Patient');
if (!compartment) throw new Error('R4 has a compartment of Patient');
const making: Making = { definitions, parameters: new SearchParameters(definitions), compartment };
/** Types whose place in the compartments is their own. */
const TELLING = [
  'AuditEvent',
  'Binary',
  'Consent',
  'Group',
  'MedicationAdministration',
  'Observation',
  'Patient',
];
TELLING.push('Provenance', 'QuestionnaireResponse', 'ResearchStudy', 'ResearchSubject');

/** All types; over the network of the test engine every fifth stands for the others, unless EVERY_TYPE is set. */
const isAsked = (type: string, i: number): boolean =>
  !process.env.TEST_MONGODB_URL ||
  process.env.EVERY_TYPE !== undefined ||
  i % 5 === 0 ||
  TELLING.includes(type);
const TYPES = [...definitions.resourceTypes].sort().filter(isAsked);

/** A patient who works with the own record. */
const OF_P1 = { patient: 'p1', user: { id: 'p1', fhirUser: 'Patient/p1' } };

/** What is not p1's carries this, and nothing that p1 has does. */
const FOREIGN = 'p2';

const study = (id: string) => ({ resourceType: 'ResearchStudy', id, status: 'active' }) as const;

const subject = (id: string, ofStudy: string) => ({
  resourceType: 'ResearchSubject',
  id: `x-${id}`,
  meta: { tag: [{ system: 'urn:owner', code: id }] },
  status: 'on-study',
  study: { reference: `ResearchStudy/${ofStudy}` },
  individual: { reference: `Patient/${id}` },
});

beforeAll(async () => {
  const own: (Resource & { id: string })[] = [];
  for (const type of TYPES)
    for (const patient of ['p1', FOREIGN]) {
      const inCompartment = resourceOf(type, patient, making);
      const meta = { tag: [{ system: 'urn:owner', code: patient }] };
      if (type === 'ResearchSubject') own.push(subject(patient, patient === 'p1' ? 's1' : 's2'));
      else if (inCompartment) own.push(inCompartment);
      // In no compartment of R4, and yet it may be a patient's.
      else if (type === 'Device')
        own.push({
          resourceType: type,
          id: `x-${patient}`,
          meta,
          patient: { reference: `Patient/${patient}` },
        });
      // What is in no compartment and yet not unowned - a Binary, a Bundle, a Basic - is nobody's to read.
      else if (!UNOWNED_TYPES.has(type)) own.push({ resourceType: type, id: `x-${patient}`, meta });
    }
  await house().seed([...own, study('s1'), study('s2')]);
  // A second version of each, so that there are old ones.
  await house().seed(own.map((resource) => ({ ...resource, language: 'en' })));
});

/** Every way that leads to resources of a type; `id` stands for one of them. */
const ways = (type: string, id: string): string[] => [
  `${type}/${id}`,
  `${type}/${id}/_history`,
  `${type}/${id}/_history/1`,
  `${type}/${id}/_history/2`,
  `${type}/${id}/$meta`,
  `${type}/_history`,
  type,
  `${type}?_id=${id}`,
  `${type}?_tag=${FOREIGN}`,
  `${type}?_tag=${FOREIGN}&_summary=count`,
  `${type}?_tag=${FOREIGN}&_total=accurate&_count=1`,
  `${type}?_tag:not=p1&_sort=-_lastUpdated`,
  `${type}?_filter=${encodeURIComponent(`_tag eq ${FOREIGN}`)}`,
  `${type}?_include=*&_revinclude=*`,
  `${type}?_has:Provenance:target:_tag=${FOREIGN}`,
  `Patient/${FOREIGN}/${type}`,
  `Patient?_has:${type}:${compartment.resources[type]?.[0] ?? 'patient'}:_tag=${FOREIGN}`,
  `?_type=${type}&_tag=${FOREIGN}`,
];

/** The callers of the matrix, and the types of which each may see what is not in p1's record. */
const CALLERS: Record<string, { make: (house: House) => Caller; sees?: string[] }> = {
  'a patient with all scopes': { make: (h) => h.caller('patient/*.cruds', OF_P1) },
  'a patient who may read and search': { make: (h) => h.caller('patient/*.rs', OF_P1) },
  'a user without a role': { make: (h) => h.caller('user/*.cruds system/*.cruds') },
  'somebody with the record of p1 and no role': {
    make: (h) => h.caller('patient/*.cruds', { patient: 'p1' }),
  },
  'a patient scope without a patient': { make: (h) => h.caller('patient/*.cruds') },
  'site staff of a study': { make: (h) => h.inRole('site-staff', { study: 's1' }) },
  'a blinded assessor of a study': { make: (h) => h.inRole('blinded-assessor', { study: 's1' }) },
  'a laboratory of a study': { make: (h) => h.inRole('laboratory', { study: 's1', site: 'lab' }) },
  'a registry': { make: (h) => h.inRole('registry'), sees: ['MeasureReport'] },
  'an auditor': { make: (h) => h.inRole('auditor'), sees: ['AuditEvent', 'Provenance'] },
  'an administrator': { make: (h) => h.inRole('administrator') },
  'an unknown role': { make: (h) => h.inRole('root') },
};

/** A question may name what it asks for, and its answer repeats it; what is looked for is what nobody said. */
const unsaid = (text: string): string =>
  text
    .replace(/"(?:self|next|previous|first)","url":"[^"]*"/g, '')
    .replace(/"diagnostics":"[^"]*"/g, '')
    .replace(/"details":\{[^}]*\}/g, '');

/** Whether an answer has anything of p2's in it, but for what stands in resources of the types that may be seen. */
function isForeign(
  text: string,
  json: { entry?: { resource?: Resource }[] } | undefined,
  sees: string[],
): boolean {
  if (!sees.length) return unsaid(text).includes(FOREIGN);
  const resources = json?.entry?.map(({ resource }) => resource) ?? [json as Resource | undefined];
  return resources.some(
    (resource) =>
      resource && !sees.includes(resource.resourceType) && unsaid(JSON.stringify(resource)).includes(FOREIGN),
  );
}

describe.each(Object.entries(CALLERS))('%s', (_, { make, sees = [] }) => {
  it('reaches nothing of another patient, of whatever type and by whatever way', async () => {
    const caller = make(house());
    const leaks: string[] = [];
    for (const type of TYPES) {
      if (sees.includes(type)) continue;
      const id = type === 'Patient' ? FOREIGN : `x-${FOREIGN}`;
      for (const way of ways(type, id)) {
        const { status, text, json } = await house().get(caller, way);
        if (status >= 500) leaks.push(`${way}: ${status}`);
        if (isForeign(text, json, sees)) leaks.push(`${way}: ${unsaid(text).slice(0, 200)}`);
        if (way.includes(`_tag=${FOREIGN}&_summary`) && status === 200 && json.total !== 0)
          leaks.push(`${way}: total ${json.total}`);
      }
    }
    expect(leaks).toEqual([]);
  }, 120_000);

  it('is answered for what is another’s as for what is not there', async () => {
    const caller = make(house());
    const told: string[] = [];
    for (const type of TYPES) {
      if (sees.includes(type)) continue;
      const id = type === 'Patient' ? FOREIGN : `x-${FOREIGN}`;
      const alike = (text: string, one: string) => unsaid(text.replaceAll(one, 'ID'));
      for (const way of [`${type}/ID`, `${type}/ID/_history`, `${type}/ID/_history/1`, `${type}?_id=ID`]) {
        const [foreign, absent] = [
          await house().get(caller, way.replace('ID', id)),
          await house().get(caller, way.replace('ID', 'nobody')),
        ];
        if (foreign.status !== absent.status || alike(foreign.text, id) !== alike(absent.text, 'nobody'))
          told.push(`${way}: ${foreign.status} and ${absent.status}: ${foreign.text.slice(0, 200)}`);
      }
      const [gone, never] = [
        await house().call(caller, 'DELETE', `${type}/${id}`),
        await house().call(caller, 'DELETE', `${type}/nobody`),
      ];
      if (gone.status !== never.status) told.push(`DELETE ${type}: ${gone.status} and ${never.status}`);
      const still = await house().get(undefined, `${type}/${id}`);
      if (still.status === 410) told.push(`DELETE ${type}/${id} was carried out`);
    }
    expect(told).toEqual([]);
  }, 120_000);
});

describe('the matrix', () => {
  it('tells what is open: without a caller every type leaks', async () => {
    for (const type of ['Patient', 'Observation', 'Binary', 'Provenance']) {
      const id = type === 'Patient' ? FOREIGN : `x-${FOREIGN}`;
      const { text } = await house().get(undefined, `${type}/${id}`);
      expect(unsaid(text)).toContain(FOREIGN);
    }
  });
});

/** Who reaches the whole record of p1, and the types of it that are not theirs. */
const WITHIN: Record<string, { make: (house: House) => Caller; but: string[] }> = {
  'a patient': { make: (h) => h.caller('patient/*.rs', OF_P1), but: ['Group', 'AuditEvent'] },
  'site staff': { make: (h) => h.inRole('site-staff', { study: 's1' }), but: ['Group', 'AuditEvent'] },
  'a monitor': { make: (h) => h.inRole('monitor', { study: 's1' }), but: ['Group', 'AuditEvent'] },
  'an investigator of all studies': {
    make: (h) => h.inRole('principal-investigator'),
    but: ['Group', 'AuditEvent'],
  },
};

describe.each(Object.entries(WITHIN))('%s', (_, { make, but }) => {
  it('reaches the record of p1, of every type that can be in it', async () => {
    const caller = make(house());
    const missed: string[] = [];
    for (const type of TYPES) {
      const resource = resourceOf(type, 'p1', making);
      if (!resource || but.includes(type)) continue;
      const { status } = await house().get(caller, `${type}/${resource.id}`);
      const old = await house().get(caller, `${type}/${resource.id}/_history/1`);
      const ids = await house().ids(caller, `${type}?_tag=p1`);
      if (status !== 200 || old.status !== 200 || ids.join() !== resource.id)
        missed.push(`${type}: ${status}, ${old.status}, ${ids}`);
    }
    expect(missed).toEqual([]);
  }, 120_000);
});
