import { issuesOf, issuesWith, patient } from '../issues-of.ts';

const resource = (fullUrl: string) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: [{ fullUrl, resource: patient({ id: '1' }) }],
});
const bundle = (fullUrl: string) => issuesOf(resource(fullUrl));
const place = 'value Bundle.entry[0].fullUrl StructureDefinition/Bundle#Bundle.entry.fullUrl';

it('wants an absolute url that agrees with the id', () => {
  expect(bundle('http://example.org/fhir/Patient/1')).toEqual([]);
  expect(bundle('urn:uuid:c757873d-ec9a-4326-a141-556f43239520')).toEqual([]);
  expect(bundle('Patient/1')).toEqual([place]);
});

it('warns of one that ends in another id', () => {
  expect(issuesWith(resource('http://example.org/fhir/Patient/2'), 'warning')).toEqual([place]);
});
