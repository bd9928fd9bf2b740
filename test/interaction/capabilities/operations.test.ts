import { readdirSync, readFileSync } from 'node:fs';
import type { OperationDefinition } from '@medplum/fhirtypes';
import { loadDefinitions } from '#conformance/definitions.ts';
import type { Resource } from '#fhir/resource.ts';
import { manifest, packed } from '../../operation/package/packed.ts';
import { useServer } from '../../server-for-tests.ts';
import { minimalResource } from './minimal-resource.ts';
import {
  atOnce,
  broken,
  type Claim,
  type OperationClaim,
  readStatement,
  type Statement,
} from './statement.ts';

const definitions = loadDefinitions();
const server = useServer();
let statement: Statement;

beforeAll(async () => {
  statement = await readStatement(server());
  const one = (resource: Resource) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  });
  const types = statement.rest[0].resource.map(({ type }) => type);
  const entry = types.map((type) => one({ ...minimalResource(type, definitions), id: 'a' }));
  entry.push(one(CODE_SYSTEM), one(VALUE_SET), one(CONCEPT_MAP), one(NAMING_SYSTEM), ...trial().map(one));
  const { status } = await server().post('', { resourceType: 'Bundle', type: 'transaction', entry });
  expect(status).toBe(200);
});

const SYSTEM = 'http://example.org/letters';

const CODE_SYSTEM: Resource = {
  resourceType: 'CodeSystem',
  id: 'asked',
  url: SYSTEM,
  status: 'active',
  content: 'complete',
  hierarchyMeaning: 'is-a',
  concept: [{ code: 'a', concept: [{ code: 'b' }] }],
};
const VALUE_SET: Resource = {
  resourceType: 'ValueSet',
  id: 'asked',
  url: 'http://example.org/all-letters',
  status: 'active',
  compose: { include: [{ system: SYSTEM }] },
};
const CONCEPT_MAP: Resource = {
  resourceType: 'ConceptMap',
  id: 'asked',
  url: 'http://example.org/to-digits',
  status: 'active',
  sourceUri: VALUE_SET.url,
  targetUri: 'http://example.org/digits',
  group: [
    {
      source: SYSTEM,
      target: 'http://example.org/digits',
      element: [{ code: 'a', target: [{ code: '1', equivalence: 'equal' }] }],
    },
  ],
};
const NAMING_SYSTEM: Resource = {
  resourceType: 'NamingSystem',
  id: 'asked',
  name: 'Letters',
  status: 'active',
  kind: 'codesystem',
  date: '2025-01-01',
  uniqueId: [{ type: 'uri', value: SYSTEM }],
};

/** The trial that is served, as its files are: the report is about no other. */
function trial(): Resource[] {
  const folder = new URL('../../../study/', import.meta.url);
  return readdirSync(folder)
    .filter((name) => /^[A-Z]\w+-.+\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Resource);
}

const STUDY = trial().find(({ resourceType }) => resourceType === 'ResearchStudy')?.id as string;

/** Input that an operation asks for: in the URL, as a body, or both. */
interface Sample {
  /** The resource to call it on, `a` where it is any. */
  id?: string;
  query?: (level: string) => string;
  body?: (type: string, level: string) => unknown;
}

const parameters = (...parameter: object[]) => ({ resourceType: 'Parameters', parameter });
const META = parameters({ name: 'meta', valueMeta: { tag: [{ system: 'http://example.org', code: 'a' }] } });
const onType = (text: string) => (level: string) => (level === 'type' ? text : '');

const PACKAGE = {
  resourceType: 'Binary',
  contentType: 'application/gzip',
  data: (await packed([manifest('org.example.asked')])).toString('base64'),
};

const SAMPLES: Record<string, Sample> = {
  'Resource-validate': {
    body: (type, level) => ({
      ...minimalResource(type, definitions),
      ...(level === 'instance' ? { id: 'a' } : {}),
    }),
  },
  'Resource-meta-add': { body: () => META },
  'Resource-meta-delete': { body: () => META },
  'Observation-lastn': { query: () => 'patient=Patient/a&category=vital-signs&max=1' },
  'Observation-stats': {
    query: () => 'subject=Patient/a&code=x&system=http://loinc.org&statistic=average&duration=1',
  },
  'CodeSystem-lookup': { query: () => `system=${SYSTEM}&code=a` },
  'CodeSystem-validate-code': {
    id: 'asked',
    query: (level) => `code=a${onType(`&url=${SYSTEM}`)(level)}`,
  },
  'CodeSystem-subsumes': {
    id: 'asked',
    query: (level) => `codeA=a&codeB=b${onType(`&system=${SYSTEM}`)(level)}`,
  },
  'ValueSet-expand': { id: 'asked', query: onType(`url=${VALUE_SET.url}`) },
  'ValueSet-validate-code': {
    id: 'asked',
    query: (level) => `system=${SYSTEM}&code=a${onType(`&url=${VALUE_SET.url}`)(level)}`,
  },
  'ConceptMap-translate': {
    id: 'asked',
    query: (level) => `system=${SYSTEM}&code=a${onType(`&url=${CONCEPT_MAP.url}`)(level)}`,
  },
  'ConceptMap-closure': { body: () => parameters({ name: 'name', valueString: 'letters' }) },
  'NamingSystem-preferred-id': { query: () => `id=${SYSTEM}&type=uri` },
  'install-package': { body: () => PACKAGE },
  'outcome-report': { id: STUDY },
  'research-study-everything': { id: STUDY },
};

/** The OperationDefinitions of R4 and of the trial, by canonical: where each is called. */
function levelsByUrl(): Map<string, Set<string>> {
  const read = (file: URL) => JSON.parse(readFileSync(file, 'utf8'));
  const folder = new URL('../../../profiles/', import.meta.url);
  const own = readdirSync(folder)
    .filter((name) => name.startsWith('OperationDefinition-'))
    .map((name): [string, string[]] => {
      const { url, system, type, instance } = read(new URL(name, folder)) as OperationDefinition;
      const levels = [system && 'system', type && 'type', instance && 'instance'];
      return [url as string, levels.filter((level) => typeof level === 'string')];
    });
  const ofR4 = read(new URL('../../../definitions/r4/operations.json', import.meta.url)) as {
    url: string;
    levels: string[];
  }[];
  return new Map(
    [...own, ...ofR4.map(({ url, levels }): [string, string[]] => [url, levels])].map(([url, levels]) => [
      url,
      new Set(levels),
    ]),
  );
}

const levels = levelsByUrl();
const nameOf = ({ definition }: OperationClaim): string => definition.slice(definition.lastIndexOf('/') + 1);

interface Call {
  type: string;
  level: string;
  path: string;
  claim: OperationClaim;
}

/** Every place at which a claimed operation is to be called. */
function calls(): Call[] {
  const { operation, resource } = statement.rest[0];
  const ofSystem = operation.map((claim) => ({ type: '', level: 'system', path: `/$${claim.name}`, claim }));
  const ofTypes = resource.flatMap(({ type, operation: claims = [] }) =>
    claims.flatMap((claim): Call[] => {
      const { id = 'a' } = SAMPLES[nameOf(claim)] ?? {};
      const at = { type: `/${type}`, instance: `/${type}/${id}` };
      return (['type', 'instance'] as const)
        .filter((level) => levels.get(claim.definition)?.has(level))
        .map((level) => ({ type, level, path: `${at[level]}/$${claim.name}`, claim }));
    }),
  );
  return [...ofSystem, ...ofTypes];
}

it('names operations whose definition is known, and each of them at its levels', () => {
  const { operation, resource } = statement.rest[0];
  const claims = [...operation, ...resource.flatMap(({ operation: some = [] }) => some)];
  expect(claims.filter(({ definition }) => !levels.has(definition))).toEqual([]);
  expect(operation.filter(({ definition }) => !levels.get(definition)?.has('system'))).toEqual([]);
});

it('answers each at each of its levels, by each method that the place allows', async () => {
  const made = await atOnce(calls(), async ({ type, level, path, claim }): Promise<Claim[]> => {
    const allow = (await server().send('OPTIONS', path)).headers.allow ?? '';
    const { query, body } = SAMPLES[nameOf(claim)] ?? {};
    const text = query?.(level) ?? '';
    const url = `${path}${text && '?'}${text}`;
    const expected = [200, 202];
    const posted = body?.(type, level) ?? { resourceType: 'Parameters' };
    return [
      ...(allow.includes('GET') && !body ? [{ path: url, expected }] : []),
      ...(allow.includes('POST') ? [{ method: 'POST', path: url, body: posted, expected }] : []),
    ];
  });
  expect(made.filter((claims) => !claims.length)).toEqual([]);
  expect(await broken(server(), made.flat())).toEqual([]);
}, 60_000);

it('answers $meta of a version', async () => {
  expect(await broken(server(), [{ path: '/Patient/a/_history/1/$meta', expected: 200 }])).toEqual([]);
});

it('refuses, with 404, what is claimed nowhere, or not there', async () => {
  const { operation, resource } = statement.rest[0];
  const nowhere = resource.flatMap(({ type, operation: claims = [] }): Claim[] =>
    ['everything', 'expand', 'lastn', 'no-such-operation']
      .filter((name) => !claims.some((claim) => claim.name === name))
      .map((name) => ({ path: `/${type}/$${name}`, expected: 404 })),
  );
  const ofSystem = ['validate', 'expand', 'no-such-operation']
    .filter((name) => !operation.some((claim) => claim.name === name))
    .map((name): Claim => ({ path: `/$${name}`, expected: 404 }));
  expect(await broken(server(), [...nowhere, ...ofSystem])).toEqual([]);
});
