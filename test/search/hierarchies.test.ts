import { useServer } from '../server-for-tests.ts';
import { matches, store } from './searching.ts';

const server = useServer();
const reference = (target: string) => ({ reference: target });
const location = (partOf?: string) => (partOf ? { partOf: reference(partOf) } : {});
const QUESTIONNAIRE = 'http://example.org/fhir/Questionnaire/dqol';
const response = (questionnaire: string) => ({ status: 'completed', questionnaire });

beforeAll(() =>
  store(server(), {
    'Patient/p': {},
    'Location/hospital': location(),
    'Location/wing': location('Location/hospital'),
    'Location/ward': location('Location/wing'),
    'Location/elsewhere': location(),
    'Location/circle': location('Location/round'),
    'Location/round': location('Location/circle'),
    'Organization/hospital': { name: 'Hospital' },
    'Encounter/whole': encounter('Location/hospital'),
    'Encounter/part': { ...encounter('Location/ward'), partOf: reference('Encounter/whole') },
    'Encounter/other': encounter('Location/elsewhere'),
    'MedicationAdministration/during': {
      status: 'completed',
      medicationCodeableConcept: { text: 'x' },
      subject: reference('Patient/p'),
      context: reference('Encounter/whole'),
      effectiveDateTime: '2025',
    },
    'QuestionnaireResponse/first': response(`${QUESTIONNAIRE}|1.0`),
    'QuestionnaireResponse/second': response(`${QUESTIONNAIRE}|1.1`),
    'QuestionnaireResponse/tenth': response(`${QUESTIONNAIRE}|10`),
    'QuestionnaireResponse/any': response(QUESTIONNAIRE),
    'QuestionnaireResponse/longer': response(`${QUESTIONNAIRE}-short`),
  }),
);

function encounter(at: string) {
  return {
    status: 'finished',
    class: { code: 'AMB' },
    subject: reference('Patient/p'),
    location: [{ location: reference(at) }],
  };
}

it.each([
  ['Encounter?location:below=Location/hospital', 'part whole'],
  ['Encounter?location:below=hospital', 'part whole'],
  ['Encounter?location:below=Location/ward', 'part'],
  ['Encounter?location:below=Location/ward,Location/elsewhere', 'other part'],
  ['Encounter?location:above=Location/ward', 'part whole'],
  ['Encounter?location:above=Location/hospital', 'whole'],
  ['Location?partof:below=Location/hospital', 'ward wing'],
  ['Location?partof:above=Location/wing', 'ward wing'],
  ['Location?partof:below=Location/circle', 'circle round'],
  ['Location?partof:below=nobody', ''],
  ['MedicationAdministration?context:above=Encounter/part', 'during'],
  ['Encounter?location:below=Location/hospital&part-of:missing=true', 'whole'],
  ['MedicationAdministration?context:Encounter.location:below=Location/hospital', 'during'],
])('goes through a hierarchy: %s', async (search, ids) => {
  expect((await matches(server(), search)).sort().join(' ')).toBe(ids);
});

it.each([
  [`questionnaire=${QUESTIONNAIRE}`, 'any first second tenth'],
  [`questionnaire=${QUESTIONNAIRE}%7C1.0`, 'first'],
  [`questionnaire:below=${QUESTIONNAIRE}`, 'any first second tenth'],
  [`questionnaire:below=${QUESTIONNAIRE}%7C1`, 'first second'],
  [`questionnaire:below=${QUESTIONNAIRE}%7C10`, 'tenth'],
])('goes by the version of a canonical: %s', async (search, ids) => {
  expect((await matches(server(), `QuestionnaireResponse?${search}`)).sort().join(' ')).toBe(ids);
});

it.each([
  ['Encounter?subject:below=Patient/p', 'Patient is no hierarchy'],
  ['Observation?specimen:below=x', 'needs a hierarchy'],
  [`QuestionnaireResponse?questionnaire:above=${QUESTIONNAIRE}`, 'expected [type]/[id] of a hierarchy'],
  ['Encounter?location:below=Location/ward/_history/1', 'expected [type]/[id] of a hierarchy'],
])('refuses %s and says why', async (search, why) => {
  const { status, issues } = await server().get(`/${search}`);
  expect([status, issues[0]?.code]).toEqual([400, 'invalid']);
  expect(issues[0]?.diagnostics).toContain(why);
});
