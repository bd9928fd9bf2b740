import { issuesOf, issuesWith, observation } from '../issues-of.ts';

const subject = (reference: Record<string, unknown>) => issuesOf(observation({ subject: reference }));
const refused = ['structure Observation.subject StructureDefinition/Observation#Observation.subject'];

it.each([
  'Patient/1',
  'Patient/1/_history/2',
  'Patient/1#name',
  'https://example.org/fhir/Group/1',
  'urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
  'https://example.org/anything/else',
  'Patient?identifier=http://example.org|1',
])('takes %s as a subject', (reference) => {
  expect(subject({ reference })).toEqual([]);
});

it.each(['Practitioner/1', 'https://example.org/fhir/Practitioner/1', 'Practitioner/1/_history/2'])(
  'refuses %s',
  (reference) => {
    expect(subject({ reference })).toEqual(refused);
  },
);

it('takes a logical reference, of the right type where it has one', () => {
  const identifier = { system: 'http://example.org/subjects', value: 'EXO-001' };
  expect(subject({ identifier })).toEqual([]);
  expect(subject({ identifier, type: 'Patient' })).toEqual([]);
  expect(subject({ identifier, type: 'Practitioner' })).toEqual(refused);
});

it.each(['Pasien/1', 'patient/1', 'EXO-001', 'Patient/', 'Patient/a b'])(
  'refuses %s, which leads nowhere',
  (reference) => {
    expect(subject({ reference })).toEqual(['value Observation.subject.reference references.html#literal']);
  },
);

it('wants Reference.type to be a type of R4 that agrees with the address', () => {
  expect(subject({ reference: 'Patient/1', type: 'Patient' })).toEqual([]);
  expect(subject({ reference: 'Patient/1', type: 'Group' })).toEqual([
    'value Observation.subject.type references.html#Reference',
  ]);
  expect(subject({ type: 'Pasien', display: 'x' })).toEqual([
    'value Observation.subject.type references.html#Reference',
  ]);
});

it('looks at the type of a contained resource', () => {
  const contained = (resourceType: string) => [{ resourceType, id: 'a' }];
  expect(issuesOf(observation({ contained: contained('Patient'), subject: { reference: '#a' } }))).toEqual(
    [],
  );
  expect(
    issuesOf(observation({ contained: contained('Organization'), subject: { reference: '#a' } })),
  ).toContain(refused[0]);
});

it('wants a local reference to find its contained resource', () => {
  expect(subject({ reference: '#nobody' })).toEqual(['invariant Observation.subject.reference ref-1']);
});

describe('a type that R4 has in an example of its own, though not in the definition', () => {
  const performer = { performer: [{ reference: 'Encounter/example' }] };
  const rule = 'structure Observation.performer[0] StructureDefinition/Observation#Observation.performer';

  it('is a warning', () => {
    expect(issuesOf(observation(performer))).toEqual([]);
    expect(issuesWith(observation(performer), 'warning')).toContain(rule);
  });

  it('is an error where the resource is at hand', () => {
    const encounter = {
      resourceType: 'Encounter',
      id: 'a',
      status: 'planned',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    };
    expect(issuesOf(observation({ contained: [encounter], performer: [{ reference: '#a' }] }))).toEqual([
      rule,
    ]);
  });

  it('is an error in any other element', () => {
    expect(issuesOf(observation({ subject: { reference: 'Encounter/example' } }))).toEqual(refused);
  });
});
