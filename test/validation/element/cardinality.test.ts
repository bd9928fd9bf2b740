import { loadDefinitions } from '#conformance/definitions.ts';
import { createValidator } from '#validation/validate.ts';
import { diagnosticsOf, issuesOf, observation, patient } from '../issues-of.ts';

it('asks for required elements', () => {
  expect(issuesOf(observation({ status: undefined, code: undefined }))).toEqual([
    'required Observation StructureDefinition/Observation#Observation.status',
    'required Observation StructureDefinition/Observation#Observation.code',
  ]);
});

it('takes a required choice in any of its types', () => {
  const administration = {
    resourceType: 'MedicationAdministration',
    status: 'completed',
    subject: { reference: 'Patient/1' },
    medicationCodeableConcept: { text: 'x' },
  };
  expect(issuesOf({ ...administration, effectiveDateTime: '2026' })).toEqual([]);
  expect(issuesOf({ ...administration, effectivePeriod: { start: '2026' } })).toEqual([]);
  expect(issuesOf(administration)).toEqual([
    'required MedicationAdministration StructureDefinition/MedicationAdministration#MedicationAdministration.effective[x]',
  ]);
  expect(diagnosticsOf(administration)).toContain('effectiveDateTime or effectivePeriod');
});

it('takes a required primitive that only has an extension', () => {
  const absent = {
    extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
  };
  expect(issuesOf(observation({ status: undefined, _status: absent }))).toEqual([]);
});

it('asks for required elements inside backbone elements and repeated content', () => {
  const item = [{ linkId: '1', item: [{ text: 'no linkId' }] }];
  expect(issuesOf({ resourceType: 'QuestionnaireResponse', status: 'completed', item })).toEqual([
    'required QuestionnaireResponse.item[0].item[0] StructureDefinition/QuestionnaireResponse#QuestionnaireResponse.item.linkId',
  ]);
});

it('counts the items of a list that has bounds', () => {
  const definitions = loadDefinitions();
  const name = definitions.types.get('Patient')!.elements.find((element) => element.path === 'Patient.name')!;
  Object.assign(name, { min: 2, max: 3 });
  const { validate } = createValidator(definitions);
  const codes = (n: number) =>
    validate(patient({ name: Array(n).fill({ text: 'x' }) })).map((issue) => issue.code);
  expect(codes(1)).toEqual(['required']);
  expect(codes(2)).toEqual([]);
  expect(codes(4)).toEqual(['structure']);
});

it('allows one type of a choice only', () => {
  expect(issuesOf(observation({ valueString: '7.1' }))).toEqual([
    'structure Observation.value formats.html#choice',
  ]);
  expect(issuesOf(patient({ deceasedBoolean: true, _deceasedDateTime: { extension: [] } }))).toContain(
    'structure Patient.deceased formats.html#choice',
  );
});

it('allows a choice with the extensions of its own type beside it', () => {
  const extension = [{ url: 'http://example.org/a', valueCode: 'b' }];
  expect(issuesOf(patient({ deceasedBoolean: true, _deceasedBoolean: { extension } }))).toEqual([]);
});
