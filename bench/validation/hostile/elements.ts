import { filled, type Json, nested, observation, patient, R4, SIZE, times } from './body.ts';

const UCUM = 'http://unitsofmeasure.org';

/** Elements, extensions, references, codes, slices and contained resources. */
export const ELEMENTS: Record<string, () => Json> = {
  'unknown elements': () => filled((n) => patient(Object.fromEntries(times(n, (i) => [`nme${i}`, 'x'])))),
  'unknown extensions': () =>
    filled((n) =>
      patient({ extension: times(n, (i) => ({ url: `http://example.org/x${i}`, valueString: 'x' })) }),
    ),
  'one extension many times': () =>
    filled((n) =>
      patient({
        extension: times(n, () => ({ url: `${R4}/patient-birthPlace`, valueAddress: { city: 'x' } })),
      }),
    ),
  'extensions of parts': () =>
    filled((n) =>
      patient({
        extension: times(n, () => ({
          url: `${R4}/patient-nationality`,
          extension: [{ url: 'code', valueCodeableConcept: { text: 'x' } }],
        })),
      }),
    ),
  'extensions in extensions': () =>
    filled((n) =>
      patient({
        extension: times(n, () =>
          nested(20, { url: 'u', valueString: 'x' }, (inner) => ({
            url: 'http://example.org/x',
            extension: [inner],
          })),
        ),
      }),
    ),
  'empty objects': () => filled((n) => patient({ name: times(n, () => ({})) })),
  'wrong types': () =>
    filled((n) => patient({ name: times(n, () => 5), telecom: times(n, () => []), link: 'x' })),
  'codings of one concept': () =>
    filled((n) =>
      patient({
        maritalStatus: {
          coding: times(n, (i) => ({
            system: 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus',
            code: `X${i}`,
          })),
        },
      }),
    ),
  'codes of SNOMED CT': () =>
    filled((n) =>
      patient({
        maritalStatus: { coding: times(n, (i) => ({ system: 'http://snomed.info/sct', code: `${i}` })) },
      }),
    ),
  languages: () =>
    filled((n) =>
      patient({
        communication: times(n, (i) => ({
          language: { coding: [{ system: 'urn:ietf:bcp:47', code: `en-x-a${i}` }] },
        })),
      }),
    ),
  units: () =>
    filled((n) =>
      observation({
        component: times(n, (i) => ({
          code: { text: 'x' },
          valueQuantity: { value: 1, system: UCUM, code: `mmm${i}/(s.kg)` },
        })),
      }),
    ),
  'a unit of many brackets': () =>
    observation({ valueQuantity: { value: 1, system: UCUM, code: '(m/'.repeat(SIZE / 3) } }),
  'a unit of many factors': () =>
    observation({ valueQuantity: { value: 1, system: UCUM, code: `${'m.'.repeat(SIZE / 2)}m` } }),
  'slices of a profile': () =>
    filled((n) =>
      observation({
        meta: { profile: [`${R4}/bp`] },
        component: times(n, () => ({
          code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] },
          valueQuantity: { value: 1 },
        })),
      }),
    ),
  'items that no slice takes': () =>
    filled((n) =>
      observation({
        meta: { profile: [`${R4}/bp`] },
        category: times(n, (i) => ({ coding: [{ system: `x${i}`, code: 'y' }] })),
      }),
    ),
  'many profiles': () =>
    filled((n) => patient({ meta: { profile: times(n, (i) => `http://example.org/p${i}`) } })),
  'one profile many times': () =>
    filled((n) => observation({ meta: { profile: times(n, () => `${R4}/bp`) } })),
  'contained resources': () =>
    filled((n) =>
      patient({
        contained: times(n, (i) => ({ resourceType: 'Patient', id: `c${i}` })),
        link: times(n, (i) => ({ other: { reference: `#c${i}` }, type: 'refer' })),
      }),
    ),
  'contained resources of one id': () =>
    filled((n) =>
      patient({
        contained: times(n, () => ({ resourceType: 'Patient', id: 'c' })),
        link: times(n, () => ({ other: { reference: '#c' }, type: 'refer' })),
      }),
    ),
  'contained resources that refer to each other': () =>
    filled((n) =>
      patient({
        contained: times(n, (i) => ({
          resourceType: 'Patient',
          id: `c${i}`,
          link: [{ other: { reference: `#c${(i + 1) % n}` }, type: 'refer' }],
        })),
      }),
    ),
  'ids of elements': () => filled((n) => patient({ name: times(n, (i) => ({ id: `n${i}`, text: 'x' })) })),
  'identifiers that are no uris': () =>
    filled((n) => patient({ identifier: times(n, () => ({ system: 'urn:ietf:rfc:3986', value: 'x' })) })),
  'a long reference': () =>
    patient({ managingOrganization: { reference: `Organization/${'a/'.repeat(SIZE / 2)}` } }),
  'a long url': () => patient({ managingOrganization: { reference: `http://${'a/'.repeat(SIZE / 2)}` } }),
  'a long search': () =>
    patient({ managingOrganization: { reference: `Organization?${'a=&'.repeat(SIZE / 3)}` } }),
  'a long text': () =>
    patient({ name: [{ text: 'x'.repeat(SIZE / 2), family: '\u0001'.repeat(SIZE / 10) }] }),
  'a long code': () => patient({ gender: 'a '.repeat(SIZE / 2), language: 'a-'.repeat(SIZE / 4) }),
  'a media type': () => patient({ photo: [{ contentType: `a/${'b ; '.repeat(SIZE / 4)}` }] }),
  'Parameters, deep': () =>
    filled((n) => ({
      resourceType: 'Parameters',
      parameter: times(Math.ceil(n / 20), () =>
        nested(20, { name: 'x', valueBoolean: true }, (inner) => ({ name: 'x', part: [inner] })),
      ),
    })),
  'a group of members': () =>
    filled((n) => ({
      resourceType: 'Group',
      type: 'person',
      actual: true,
      member: times(n, (i) => ({
        entity: { reference: `Patient/${i}` },
        period: { start: '2020', end: '2019' },
      })),
    })),
};
