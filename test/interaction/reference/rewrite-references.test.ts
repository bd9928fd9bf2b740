import { loadDefinitions } from '#conformance/definitions.ts';
import type { Resource } from '#fhir/resource.ts';
import { createLinkShapes } from '#interaction/reference/link-shape.ts';
import { rewriteReferences } from '#interaction/reference/rewrite-references.ts';
import { urn } from '../bundle/bundle-of.ts';

const shapeOf = createLinkShapes(loadDefinitions());
const OWN = 'http://localhost/fhir';
const OTHER = 'https://source.example.org/fhir';

const targets = new Map([
  [urn(1), 'Patient/new'],
  [`${OTHER}/Patient/77`, 'Patient/new'],
  [`${OWN}/Patient/own`, 'Patient/own'],
]);

/** The resource as it is stored from a bundle whose entries are `targets`, and the targets that it used. */
function rewritten(resource: Resource, base?: string): { resource: Resource; used: string[] } {
  const used: string[] = [];
  rewriteReferences(resource, resource.resourceType, {
    inBundle: true,
    targets,
    base,
    ownBase: OWN,
    shapeOf,
    standIn: ({ type }) => `${type}/stand-in`,
    used: (target) => used.push(target),
  });
  return { resource, used };
}

const extension = (value: object) => ({ resourceType: 'Patient', extension: [{ url: 'urn:x', ...value }] });

describe('what leads to another entry', () => {
  it.each(['valueUri', 'valueUrl', 'valueOid', 'valueUuid'])('is replaced in %s', (name) => {
    expect(rewritten(extension({ [name]: urn(1) })).resource).toEqual(extension({ [name]: 'Patient/new' }));
  });

  it.each(['valueString', 'valueCanonical', 'valueCode', 'valueId', 'valueMarkdown', 'valueBase64Binary'])(
    'stays in %s',
    (name) => {
      const { resource, used } = rewritten(extension({ [name]: urn(1) }));
      expect(resource).toEqual(extension({ [name]: urn(1) }));
      expect(used).toEqual([]);
    },
  );

  it('is told by the type of the element, not by its name', () => {
    const request = (answer: string, system: string) => ({
      resourceType: 'QuestionnaireResponse',
      questionnaire: urn(1),
      identifier: { system, value: urn(1) },
      item: [
        { linkId: urn(1), item: [{ linkId: '2', definition: answer, answer: [{ valueString: urn(1) }] }] },
      ],
    });
    expect(rewritten(request(urn(1), urn(1))).resource).toEqual(request('Patient/new', 'Patient/new'));
  });

  it('is replaced in extensions of primitives, in contained resources and in Parameters', () => {
    const about = (reference: string) => ({ extension: [{ url: 'urn:x', valueReference: { reference } }] });
    const parameters = (to: string) => ({
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'p',
          part: [
            {
              name: 'q',
              resource: {
                resourceType: 'Patient',
                birthDate: '1980',
                _birthDate: about(to),
                name: [{ given: ['A', null], _given: [null, about(to)] }],
                contained: [{ resourceType: 'Observation', subject: { reference: to } }],
              },
            },
          ],
        },
      ],
    });
    expect(rewritten(parameters(urn(1))).resource).toEqual(parameters('Patient/new'));
  });
});

const subject = (reference: string): Resource => ({ resourceType: 'Observation', subject: { reference } });

it.each([
  ['keeps its fragment', `${urn(1)}#name`, 'Patient/new#name'],
  ['loses the version of another server', `${OTHER}/Patient/77/_history/3`, 'Patient/new'],
  ['keeps the version of this server', `${OWN}/Patient/own/_history/3`, `${OWN}/Patient/own/_history/3`],
  ['without a version leads to the entry', `${OWN}/Patient/own`, 'Patient/own'],
  ['may lead to no entry', `${OTHER}/Patient/78`, `${OTHER}/Patient/78`],
])('a reference %s', (_, from, to) => {
  expect(rewritten(subject(from)).resource).toEqual(subject(to));
});

it.each(['Patient/77', 'Patient/77/_history/3'])(
  'reads %s against the base of its own entry',
  (reference) => {
    expect(rewritten(subject(reference), OTHER).resource).toEqual(subject('Patient/new'));
    expect(rewritten(subject(reference), 'https://third.example.org').resource).toEqual(subject(reference));
  },
);

it('tells each target that it put in, without its fragment', () => {
  expect(rewritten(subject(`${urn(1)}#x`)).used).toEqual(['Patient/new']);
});

it('says where a reference stands that leads to no entry', () => {
  const resource = { resourceType: 'Observation', performer: [{ display: 'x' }, { reference: urn(9) }] };
  expect(() => rewritten(resource)).toThrow(
    expect.objectContaining({
      status: 400,
      issues: [expect.objectContaining({ expression: 'Observation.performer[1].reference' })],
    }),
  );
});
