import { filled, type Json, nested, observation, R4, SIZE, times } from './body.ts';

const structure = (elements: Json[], type = 'Observation'): Json => ({
  resourceType: 'StructureDefinition',
  url: 'http://example.org/s',
  name: 'S',
  status: 'draft',
  kind: 'resource',
  abstract: false,
  type,
  baseDefinition: `http://hl7.org/fhir/StructureDefinition/${type}`,
  derivation: 'constraint',
  differential: { element: elements },
});
const codeSystem = (concept: Json[], rest: Json = {}): Json => ({
  resourceType: 'CodeSystem',
  status: 'draft',
  url: 'http://example.org/c',
  content: 'complete',
  ...rest,
  concept,
});
const valueSet = (compose: Json): Json => ({
  resourceType: 'ValueSet',
  status: 'draft',
  url: 'http://example.org/v',
  compose,
});

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const GENDER = 'http://hl7.org/fhir/administrative-gender';

/** Definitions and forms, with rules about all of their parts. */
export const DEFINITIONS: Record<string, () => Json> = {
  'every profile of a type': () =>
    observation({
      meta: {
        profile: ['bp', 'bodyheight', 'bodytemp', 'bodyweight', 'bmi', 'headcircum', 'heartrate', 'hlaresult']
          .concat(['lipidprofile', 'oxygensat', 'resprate', 'vitalspanel', 'vitalsigns', 'cholesterol'])
          .concat([
            'observation-genetics',
            'devicemetricobservation',
            'hdlcholesterol',
            'ldlcholesterol',
            'triglyceride',
          ])
          .map((name) => `${R4}/${name}`),
      },
    }),
  'a questionnaire of many items': () =>
    filled((n) => ({
      resourceType: 'Questionnaire',
      status: 'draft',
      item: times(n, (i) => ({
        linkId: `x${i}`,
        type: 'string',
        enableWhen: [{ question: `x${n - i}`, operator: 'exists', answerBoolean: true }],
      })),
    })),
  'a questionnaire, deep': () =>
    filled((n) => ({
      resourceType: 'Questionnaire',
      status: 'draft',
      item: times(Math.ceil(n / 20), (k) =>
        nested(20, { linkId: `y${k}`, type: 'string' }, (inner) => ({
          linkId: `x${k}`,
          type: 'group',
          item: [inner],
        })),
      ),
    })),
  'answers to no questionnaire': () =>
    filled((n) => ({
      resourceType: 'QuestionnaireResponse',
      status: 'completed',
      questionnaire: 'http://example.org/q',
      item: times(n, (i) => ({ linkId: `i${i % 400}`, answer: [{ valueString: 'aaaaaaaaaaaaaaaaaa' }] })),
    })),
  'concepts of a code system': () => filled((n) => codeSystem(times(n, (i) => ({ code: `c${i}` })))),
  'concepts of one code': () => filled((n) => codeSystem(times(n, () => ({ code: 'c' })))),
  'concepts, deep': () =>
    filled((n) =>
      codeSystem(
        times(Math.ceil(n / 20), (k) =>
          nested(20, { code: `d${k}` }, (inner) => ({ code: `c${k}`, concept: [inner] })),
        ),
      ),
    ),
  'properties that are not defined': () =>
    filled((n) =>
      codeSystem(
        times(n, (i) => ({ code: `c${i}`, property: [{ code: `q${i}`, valueString: 'x' }] })),
        {
          property: [{ code: 'p', type: 'string' }],
        },
      ),
    ),
  'properties that name concepts': () =>
    filled((n) =>
      codeSystem(
        times(n, (i) => ({ code: `c${i}`, property: [{ code: 'p', valueCode: `c${n - i}` }] })),
        {
          property: [{ code: 'p', type: 'code' }],
        },
      ),
    ),
  'codes of a value set': () =>
    filled((n) => valueSet({ include: [{ system: GENDER, concept: times(n, (i) => ({ code: `c${i}` })) }] })),
  'filters of a value set': () =>
    filled((n) =>
      valueSet({
        include: times(n, () => ({
          system: ACT_CODE,
          filter: [{ property: 'concept', op: 'is-a', value: '_ActAccountCode' }],
        })),
      }),
    ),
  'patterns of a value set': () =>
    filled((n) =>
      valueSet({
        include: times(n, (i) => ({
          system: ACT_CODE,
          filter: [{ property: 'code', op: 'regex', value: `(a*)*(b*)*c${i}` }],
        })),
      }),
    ),
  'systems of a value set': () =>
    filled((n) => valueSet({ include: times(n, () => ({ system: ACT_CODE })) })),
  'a map of concepts': () =>
    filled((n) => ({
      resourceType: 'ConceptMap',
      status: 'draft',
      group: [
        {
          source: GENDER,
          target: GENDER,
          element: times(n, (i) => ({ code: `c${i}`, target: [{ code: 'd', equivalence: 'equal' }] })),
        },
      ],
    })),
  'a profile of many slices': () =>
    filled((n) =>
      structure(
        times(n, (i) => ({
          id: `Observation.category:s${i}`,
          path: 'Observation.category',
          sliceName: `s${i}`,
          min: 1,
        })),
      ),
    ),
  'a profile, deep': () =>
    structure(
      times(150, (i) => ({
        id: `Questionnaire${'.item'.repeat(i + 1)}`,
        path: `Questionnaire${'.item'.repeat(i + 1)}`,
        min: 0,
      })),
      'Questionnaire',
    ),
  'a profile of many expressions': () =>
    filled((n) =>
      structure([
        {
          id: 'Observation',
          path: 'Observation',
          constraint: times(n, (i) => ({
            key: `k-${i}`,
            severity: 'error',
            human: 'x',
            expression: `a${i}.where(b=${i}).exists()`,
          })),
        },
      ]),
    ),
  'a profile of long expressions': () =>
    structure([
      {
        id: 'Observation',
        path: 'Observation',
        constraint: [
          {
            key: 'k-1',
            severity: 'error',
            human: 'x',
            expression: `${'('.repeat(SIZE / 4)}a${')'.repeat(SIZE / 4)}`,
          },
          { key: 'k-2', severity: 'error', human: 'x', expression: times(SIZE / 10, () => 'a').join(' | ') },
        ],
      },
    ]),
  'a profile with a snapshot': () =>
    filled((n) => ({
      ...structure([]),
      differential: undefined,
      snapshot: {
        element: times(n, (i) => ({
          id: `Observation.a${i}`,
          path: `Observation.a${i}`,
          definition: 'x',
          min: 0,
          max: '1',
          base: { path: 'x', min: 0, max: '1' },
        })),
      },
    })),
  'a search parameter': () => ({
    resourceType: 'SearchParameter',
    url: 'http://example.org/s',
    name: 'S',
    status: 'draft',
    description: 'x',
    code: 'x',
    base: ['Patient'],
    type: 'string',
    expression: times(SIZE / 7, () => 'name').join(' | '),
  }),
  'a capability statement': () =>
    filled((n) => ({
      resourceType: 'CapabilityStatement',
      status: 'draft',
      date: '2020',
      kind: 'requirements',
      fhirVersion: '4.0.1',
      format: ['json'],
      rest: [
        {
          mode: 'server',
          resource: [{ type: 'Patient', searchParam: times(n, (i) => ({ name: `n${i}`, type: 'string' })) }],
        },
      ],
    })),
  'an operation of many parameters': () =>
    filled((n) => ({
      resourceType: 'OperationDefinition',
      name: 'O',
      status: 'draft',
      kind: 'operation',
      code: 'o',
      system: true,
      type: false,
      instance: false,
      parameter: times(n, (i) => ({
        name: `p${i}`,
        use: 'in',
        min: 0,
        max: '1',
        part: [{ name: 'x', use: 'in', min: 0, max: '1' }],
      })),
    })),
  'a test script': () =>
    filled((n) => ({
      resourceType: 'TestScript',
      url: 'http://example.org/t',
      name: 'T',
      status: 'draft',
      setup: { action: times(n, () => ({ assert: { warningOnly: true, compareToSourceId: 'x' } })) },
    })),
  'a guide of many resources': () =>
    filled((n) => ({
      resourceType: 'ImplementationGuide',
      url: 'http://example.org/i',
      name: 'I',
      status: 'draft',
      packageId: 'i',
      fhirVersion: ['4.0.1'],
      definition: {
        resource: times(n, (i) => ({ reference: { reference: `Patient/${i}` }, groupingId: `g${i}` })),
        grouping: times(n, (i) => ({ id: `g${i}`, name: 'x' })),
      },
    })),
};
