import { loadDefinitions } from '#conformance/definitions.ts';
import type { Resource } from '#fhir/resource.ts';
import { createValidator } from '#validation/validate.ts';

const validator = createValidator(loadDefinitions());

const bundle = (...entry: object[]): Resource => ({ resourceType: 'Bundle', type: 'transaction', entry });
const request = { method: 'POST', url: 'Patient' };
const patient = { resourceType: 'Patient', active: true };

const placesOf = (resource: Resource) =>
  validator.validateBundleShell(resource).map(({ code, expression }) => `${code} ${expression}`);

it('finds a request valid whose resources it does not look into', () => {
  const invalid = bundle({ resource: { resourceType: 'Patient', active: 'yes', pasien: 1 }, request });
  expect(validator.validate(invalid)).not.toEqual([]);
  expect(validator.validateBundleShell(invalid)).toEqual([]);
});

it.each<[string, Resource, string]>([
  ['an unknown element of the Bundle', { ...bundle(), entries: [] }, 'structure Bundle.entries'],
  [
    'of an entry',
    bundle({ resource: patient, request, fullurl: 'urn:x' }),
    'structure Bundle.entry[0].fullurl',
  ],
  [
    'of a request',
    bundle({ resource: patient, request }, { resource: patient, request: { ...request, ifNoneExists: 'x' } }),
    'structure Bundle.entry[1].request.ifNoneExists',
  ],
  [
    'a missing url',
    bundle({ resource: patient, request: { method: 'POST' } }),
    'required Bundle.entry[0].request',
  ],
  [
    'a method that is none',
    bundle({ request: { method: 'post', url: 'x' } }),
    'code-invalid Bundle.entry[0].request.method',
  ],
  ['an entry without a request', bundle({ resource: patient }), 'invariant Bundle'],
  ['a resource that is none', bundle({ resource: 'Patient', request }), 'structure Bundle.entry[0].resource'],
  ['what is no Bundle at all', { resourceType: 'Pasien' }, 'structure Pasien'],
])('reports, as validation of the whole does, %s', (_, resource, place) => {
  expect(placesOf(resource)).toContain(place);
  expect(validator.validateBundleShell(resource)).toEqual(validator.validate(resource));
});

it('validates the outcome of a response, which is no entry of its own', () => {
  const outcome = { resourceType: 'OperationOutcome', issue: [] };
  const response = { status: '400', outcome };
  const responses = { resourceType: 'Bundle', type: 'transaction-response', entry: [{ response }] };
  expect(placesOf(responses)).toContain('structure Bundle.entry[0].response.outcome.issue');
});

it('reads each entry a fixed number of times, however many there are', () => {
  const readsOf = (count: number) => {
    let reads = 0;
    const watched = (entry: object) =>
      new Proxy(entry, {
        get: (target, key) => {
          reads++;
          return Reflect.get(target, key);
        },
      });
    const entries = Array.from({ length: count }, (_, i) =>
      watched({ fullUrl: `http://example.org/Patient/${i}`, resource: { ...patient, id: `${i}` }, request }),
    );
    expect(validator.validateBundleShell(bundle(...entries))).toEqual([]);
    return reads;
  };
  expect(readsOf(400)).toBe(4 * readsOf(100));
});
