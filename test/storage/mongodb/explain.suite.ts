import { type Document, MongoClient } from 'mongodb';
import { DEFAULT_LIMITS } from '#config.ts';
import { loadDefinitions } from '#conformance/definitions.ts';
import { SearchParameters } from '#conformance/search-parameter.ts';
import { compileSearch } from '#search/compile-search.ts';
import { createPageSeals } from '#search/page-seal.ts';
import type { SearchTerminology } from '#search/parameter/token-codes.ts';
import { parseSearch } from '#search/parse-search.ts';
import { ofType } from '#search/search-scope.ts';
import { SearchCompiler } from '#storage/mongodb/compile-search.ts';
import { indexedParameters } from '#storage/mongodb/indexed-parameters.ts';
import { MongoStore } from '#storage/mongodb/mongo-store.ts';
import { Reader } from '#storage/mongodb/reader.ts';
import { pageStages } from '#storage/mongodb/sort.ts';
import { type FreshDatabase, freshDatabase } from '../../mongodb/fresh-database.ts';
import { create, draft, reference, transact } from '../contract/writes.ts';

const definitions = loadDefinitions();
const parameters = new SearchParameters(definitions);
const NO_TERMINOLOGY: SearchTerminology = {
  codesOf: () => ({ known: false, reason: 'unknown-value-set', message: 'there is none' }),
  descendants: () => 'unknown',
  ancestors: () => 'unknown',
  settle: async (ask) => ask(),
};
const context = {
  pages: createPageSeals(new Uint8Array(32))(() => ''),
  parameters,
  resourceTypes: definitions.resourceTypes,
  baseUrl: 'http://example.org/fhir',
  terminology: NO_TERMINOLOGY,
  units: { codes: async () => [], convert: () => undefined, analytes: () => [] },
};

let database: FreshDatabase;
let store: MongoStore;
let client: MongoClient;

beforeAll(async () => {
  database = freshDatabase();
  store = await MongoStore.open(database.url, { parametersOf: indexedParameters(parameters) });
  client = await new MongoClient(database.url).connect();
  const loinc = 'http://loinc.org';
  const results = Array.from({ length: 300 }, (_, i) =>
    create(
      draft('Observation', `o${i}`, {
        index: [
          reference('subject', 'Patient', `p${i % 20}`),
          reference('patient', 'Patient', `p${i % 20}`),
          { kind: 'token', parameter: 'code', system: loinc, code: `code-${i % 5}` },
          { kind: 'date', parameter: 'date', low: i * 1000, high: i * 1000 + 1000 },
          {
            kind: 'quantity',
            parameter: 'value-quantity',
            low: i,
            high: i,
            system: 'u',
            code: '%',
            unit: '%',
          },
        ],
      }),
    ),
  );
  const patients = Array.from({ length: 20 }, (_, i) => create(draft('Patient', `p${i}`)));
  const others = ['ResearchSubject', 'MedicationAdministration', 'AdverseEvent', 'Questionnaire'].map(
    (type) => create(draft(type, 'one')),
  );
  await transact(store, ...results, ...patients, ...others);
});

afterAll(async () => {
  await client.close();
  await store.close();
  await database.drop();
});

/** The scans that the engine answers a search with: names of indexes, or COLLSCAN. */
async function scansOf(type: string, query: string): Promise<string[]> {
  const { targets, sort, count } = compileSearch(ofType(type), parseSearch(query), context, {
    limits: DEFAULT_LIMITS,
  }).query;
  const stages = await new SearchCompiler(new Reader(client.db())).stages(type, targets[0]!.where);
  const pipeline = [...stages, ...pageStages({ sort }, count + 1)];
  const plan = await client.db().collection(type).aggregate(pipeline).explain();
  const scans: string[] = [];
  const collect = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { stage, indexName, rejectedPlans: _rejected, ...rest } = node as Document;
    if (stage === 'COLLSCAN') scans.push('COLLSCAN');
    if (indexName) scans.push(String(indexName));
    for (const member of Object.values(rest)) collect(member);
  };
  collect(plan);
  return scans;
}

const code = 'code=http://loinc.org|code-1';

it.each([
  ['Observation', `subject=Patient/p1&${code}&_sort=-date`, /results of a subject/],
  ['Observation', `subject=Patient/p1&${code}&date=ge1970&_sort=-date&_count=5`, /results of a subject/],
  ['Observation', `${code}&_sort=-date&_count=5`, /results of an analyte|token code/],
  ['Observation', `${code}&value-quantity=ge250|u|%25`, /token code|results of an analyte|value-quantity/],
  ['Observation', 'date=1970-01-01T00:01', /date date|results/],
  ['Observation', 'patient=p7', /reference subject|results of a subject/],
  ['Observation', 'identifier=urn:lab|1', /token identifier/],
  ['Observation', '_lastUpdated=gt2020', /time/],
  ['Observation', 'status=corrected', /token status/],
  ['Patient', 'family=mül', /string family/],
  ['Patient', 'identifier=urn:subjects|001', /token identifier/],
  ['Patient', '_id=p1,p2', /_id_/],
  ['Patient', `_has:Observation:patient:${code}`, /_id_/],
  [
    'ResearchSubject',
    'study=ResearchStudy/trial&status=off-study,withdrawn',
    /subjects of a study|reference study/,
  ],
  ['MedicationAdministration', 'status=not-done', /token status/],
  ['AdverseEvent', 'study=ResearchStudy/trial', /reference study/],
  ['Questionnaire', 'url=http://example.org/q', /uri url/],
])('answers %s?%s from an index', async (type, query, index) => {
  const scans = await scansOf(type, query);
  expect(scans).not.toContain('COLLSCAN');
  expect(scans.join()).toMatch(index);
});

it('reads no collection from end to end, whatever is asked', async () => {
  for (const query of ['', 'status:not=final', 'identifier:missing=true', 'code:missing=false'])
    expect(await scansOf('Observation', query)).not.toContain('COLLSCAN');
});
