import { loadDefinitions, type SearchParameterDefinition } from '#conformance/definitions.ts';
import { loadSearchParameters } from '#conformance/load-search-parameters.ts';
import { useServer } from '../../server-for-tests.ts';
import { minimalResource } from './minimal-resource.ts';
import {
  broken,
  brokenInBatches,
  type Claim,
  chunks,
  type ResourceClaims,
  readStatement,
  type SearchParamClaim,
  type Statement,
} from './statement.ts';

const definitions = loadDefinitions();
const profiles = new URL('../../../profiles/', import.meta.url);
const byUrl = new Map(
  [...definitions.searchParameters, ...loadSearchParameters(profiles)].map((one) => [one.url, one]),
);
const server = useServer();
let statement: Statement;
let resources: ResourceClaims[];

beforeAll(async () => {
  statement = await readStatement(server());
  resources = statement.rest[0].resource;
  // One resource of each type, so that searches have something to look at; each refers to `a` of other types.
  const entry = resources.map(({ type }) => ({
    resource: { ...minimalResource(type, definitions), id: 'a' },
    request: { method: 'PUT', url: `${type}/a` },
  }));
  expect((await server().post('', { resourceType: 'Bundle', type: 'transaction', entry })).status).toBe(200);
});

/** A value of each type of search parameter. */
const VALUES: Record<string, string> = {
  token: 'x',
  string: 'x',
  uri: 'http://example.org',
  reference: 'x',
  date: '2025',
  number: '1',
  quantity: '1',
  // `Location?near`, the only one of its kind.
  special: '0|0|1|km',
};

function sampleOf({ type, definition = '' }: SearchParamClaim): string {
  if (type !== 'composite') return VALUES[type] as string;
  const { component = [] } = byUrl.get(definition) as SearchParameterDefinition;
  return component.map((one) => VALUES[byUrl.get(one.definition)?.type ?? '']).join('$');
}

const searchOf = (type: string, parameters: string, expected = 200): Claim => ({
  path: `/${type}?${parameters}`,
  expected,
});

describe('parameters of a type', () => {
  it('are searched by with a value of their type', async () => {
    const claims = resources.flatMap(({ type, searchParam }) =>
      searchParam.map((claim) => searchOf(type, `${claim.name}=${sampleOf(claim)}&_count=1`)),
    );
    expect(claims.length).toBeGreaterThan(2500);
    expect(await brokenInBatches(server(), claims)).toEqual([]);
  });

  it('are of the type that their SearchParameter says', () => {
    const other = resources.flatMap(({ searchParam }) =>
      searchParam.filter(({ name, type, definition }) => {
        const found = byUrl.get(definition as string);
        return found?.code !== name || found.type !== type;
      }),
    );
    expect(other).toEqual([]);
  });

  it('are all there are: one that is not claimed is refused with the list of those that are', async () => {
    for (const { type, searchParam } of resources) {
      const { status, issues } = await server().get(`/${type}?no-such-parameter=x`);
      const [, listed = ''] = /valid are ([^;]*)/.exec(issues[0]?.diagnostics ?? '') ?? [];
      const general = statement.rest[0].searchParam.map(({ name }) => name);
      const valid = listed.split(', ').filter((name) => !general.includes(name) || isOf(name, searchParam));
      expect({ type, status, valid: valid.toSorted() }).toEqual({
        type,
        status: 400,
        valid: searchParam.map(({ name }) => name).toSorted(),
      });
    }
  });

  it('leave out what R4 defines and is not answered, which is refused', async () => {
    const claims = resources.flatMap(({ type, searchParam }) =>
      definitions.searchParameters
        .filter(({ base, code }) => base.includes(type) && !isOf(code, searchParam))
        .map(({ code }) => searchOf(type, `${code}=x`, 400)),
    );
    expect(await broken(server(), claims)).toEqual([]);
  });
});

const isOf = (name: string, claims: SearchParamClaim[]): boolean =>
  claims.some((claim) => claim.name === name);

describe('includes', () => {
  /** Each value on its own where it leads to something, many of them in one request where that is the same. */
  const includesOf = (
    name: '_include' | '_revinclude',
    of: (claims: ResourceClaims) => string[] = () => [],
  ) =>
    resources.flatMap((claims) =>
      [...chunks(of(claims), 90)].map((values) =>
        searchOf(claims.type, values.map((value) => `${name}=${value}`).join('&')),
      ),
    );

  it('are followed', async () => {
    expect(
      await broken(
        server(),
        includesOf('_include', ({ searchInclude = [] }) => searchInclude),
      ),
    ).toEqual([]);
    expect(
      await broken(
        server(),
        includesOf('_revinclude', ({ searchRevInclude = [] }) => searchRevInclude),
      ),
    ).toEqual([]);
  });

  it('are, but for *, the reference parameters', () => {
    for (const { type, searchParam, searchInclude = ['*'] } of resources) {
      const references = searchParam.filter((claim) => claim.type === 'reference');
      expect(searchInclude).toEqual(['*', ...references.map(({ name }) => `${type}:${name}`)]);
    }
    const all = new Set(resources.flatMap(({ searchInclude = [] }) => searchInclude));
    const reversed = new Set(resources.flatMap(({ searchRevInclude = [] }) => searchRevInclude));
    expect([...reversed].filter((value) => !all.has(value))).toEqual([]);
  });

  it('refuse what is not claimed', async () => {
    const claims = resources.flatMap(({ type, searchParam }) =>
      searchParam
        .filter((claim) => claim.type !== 'reference')
        .slice(0, 1)
        .map(({ name }) => searchOf(type, `_include=${type}:${name}`, 400)),
    );
    expect(await broken(server(), claims)).toEqual([]);
  });
});

describe('parameters of every search', () => {
  /** Each with a value that means something. */
  const GENERAL: Record<string, string> = {
    _has: '_has:Observation:subject:_id=a',
    _list: '_list=a',
    _type: '_type=Patient,Observation',
    _filter: `_filter=${encodeURIComponent('_id eq a')}`,
    _sort: '_sort=-_lastUpdated,_id',
    _count: '_count=1',
    _include: '_include=Observation:subject',
    _revinclude: '_revinclude=Provenance:target',
    _summary: '_summary=true',
    _elements: '_elements=id',
    _total: '_total=accurate',
    _contained: '_contained=both',
    _containedType: '_contained=true&_containedType=container',
  };

  it('are answered for the system and for a type', async () => {
    const claims = statement.rest[0].searchParam.flatMap((claim) => {
      const text = GENERAL[claim.name] ?? `${claim.name}=${sampleOf(claim)}`;
      const ofSystem = claim.name === '_type' ? text : `_type=Patient,Observation&${text}`;
      // A search over all types narrows nothing here: `_type` has no meaning for one type.
      return [searchOf('', ofSystem), ...(claim.name === '_type' ? [] : [searchOf('Observation', text)])];
    });
    expect(await broken(server(), claims)).toEqual([]);
  });

  it('hold for all types together, but for those that only steer or lead from some', async () => {
    const claims = statement.rest[0].searchParam
      .filter(({ definition }) => definition?.includes('/Resource-'))
      .map((claim) => searchOf('', `${claim.name}=${sampleOf(claim)}`));
    expect(claims).toHaveLength(7);
    expect(await broken(server(), claims)).toEqual([]);
  });
});

describe('compartments', () => {
  it('are searched for each type that can be in them, and for all', async () => {
    const compartments = statement.rest[0].compartment;
    expect(compartments).toHaveLength(5);
    const claims = definitions.compartments.flatMap(({ code, resources: members }) => {
      const small = code.charAt(0).toLowerCase() + code.slice(1);
      expect(compartments).toContain(`http://hl7.org/fhir/CompartmentDefinition/${small}`);
      const types = Object.keys(members).filter((type) => members[type]?.length);
      return [...types, '*'].map((type) => searchOf(`${code}/a/${type}`, '_count=1'));
    });
    expect(claims.length).toBeGreaterThan(150);
    expect(await brokenInBatches(server(), claims)).toEqual([]);
  });

  it('hold what refers to their resource', async () => {
    const { entries } = await server().get('/Patient/a/Observation');
    expect(entries).toEqual([]);
    const { entries: consents } = await server().get('/Patient/a/AllergyIntolerance');
    expect(consents.map(({ resource }) => resource?.id)).toEqual(['a']);
  });

  it('leave out the types that are never in one, and the types that have none', async () => {
    expect(
      await broken(server(), [
        { path: '/Patient/a/Library', expected: 400 },
        { path: '/Observation/a/Patient', expected: 404 },
      ]),
    ).toEqual([]);
  });
});
