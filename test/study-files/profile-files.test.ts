import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Definitions, loadDefinitions } from '#conformance/definitions.ts';
import { compileExpression } from '#fhirpath/compile-expression.ts';

interface Constraint {
  key: string;
  severity: string;
  human: string;
  expression: string;
}

interface Profile {
  id: string;
  url: string;
  type: string;
  kind: string;
  baseDefinition: string;
  differential: { element: { id: string; path: string; sliceName?: string; constraint?: Constraint[] }[] };
}

const folder = new URL('../../profiles/', import.meta.url);
const read = (prefix: string) =>
  readdirSync(folder)
    .filter((file) => file.startsWith(prefix))
    .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
const profiles: Profile[] = read('StructureDefinition-');
const parameters: { id: string; base: string[]; expression: string }[] = read('SearchParameter-');
const definitions = loadDefinitions();
const byUrl = new Map(profiles.map((profile) => [profile.url, profile]));

/** Whether a path of a differential is an element of R4, also through datatypes (`Observation.value[x].system`). */
function isElement(path: string, { types }: Definitions): boolean {
  const steps = path.split('.');
  let candidates = [{ type: steps[0]!, path: steps[0]! }];
  for (const step of steps.slice(1)) {
    candidates = candidates.flatMap(({ type, path: parent }) => {
      const found = types.get(type)?.elements.find((element) => element.path === `${parent}.${step}`);
      if (!found) return [];
      const inline = { type, path: found.contentReference ?? found.path };
      return [inline, ...found.types.map(({ code }) => ({ type: code, path: code }))];
    });
  }
  return candidates.length > 0;
}

function constraintsOf(url: string): Constraint[] {
  const profile = byUrl.get(url);
  if (!profile) return [];
  const own = profile.differential.element.flatMap(({ constraint }) => constraint ?? []);
  return [...constraintsOf(profile.baseDefinition), ...own];
}

describe('profiles of the trial', () => {
  test.each(profiles)('$id constrains elements that R4 has', ({ type, differential, baseDefinition }) => {
    const paths = differential.element.map(({ path }) => path);
    expect(paths.filter((path) => !isElement(path, definitions))).toEqual([]);
    expect(paths[0]).toBe(type);
    expect(byUrl.has(baseDefinition) || definitions.types.has(baseDefinition.split('/').at(-1)!)).toBe(true);
  });

  test.each(profiles)('$id names each element once', ({ differential }) => {
    const ids = differential.element.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(profiles)('$id has constraint keys that its base does not have', ({ url, type }) => {
    const keys = constraintsOf(url).map(({ key }) => key);
    const base = definitions.types.get(type)!.elements.flatMap(({ constraints }) => constraints ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    expect(base.filter(({ key }) => keys.includes(key))).toEqual([]);
  });

  test.each(parameters)(
    'search parameter $id has an expression for each of its bases',
    ({ base, expression }) => {
      for (const type of base) expect(() => compileExpression(expression, type, definitions)).not.toThrow();
    },
  );
});

const BASE = 'https://exo-t2dm.example.org/fhir';
const subject = { system: `${BASE}/sid/subject`, value: 'EXO-017' };
const result = (value: object, rest: object = {}) => ({
  resourceType: 'Observation',
  status: 'final',
  effectiveDateTime: '2025-06-10T07:05:00+07:00',
  valueQuantity: { system: 'http://unitsofmeasure.org', ...value },
  ...rest,
});
const vial = {
  dose: { value: 1, code: '{vial}' },
  route: { coding: [{ system: 'http://snomed.info/sct', code: '47625008' }] },
};
const doseNumber = (valuePositiveInt: number) => [
  { url: `${BASE}/StructureDefinition/dose-number`, valuePositiveInt },
];

/** Profile, key, a resource that keeps the constraint, and one that breaks it. */
const cases: [profile: string, key: string, good: object, bad: object][] = [
  [
    'exo-hba1c',
    'exo-obs-1',
    result({ value: 7.1, code: '%' }),
    { resourceType: 'Observation', status: 'final' },
  ],
  ['exo-hba1c', 'exo-obs-2', result({ value: 7.1, code: '%' }), result({ value: 53, code: 'mmol/mol' })],
  ['exo-hba1c', 'exo-obs-3', result({ value: 7.1, code: '%' }), result({ value: 71, code: '%' })],
  [
    'exo-il6',
    'exo-obs-3',
    result({ value: 1.5, code: 'pg/mL', comparator: '<' }),
    result({ value: 3480000, code: 'pg/mL' }),
  ],
  [
    'exo-fbg',
    'exo-obs-4',
    result({ value: 168, code: 'mg/dL' }),
    result({ value: 168 }, { effectiveDateTime: '2025-06-10' }),
  ],
  [
    'exo-fbg',
    'exo-obs-5',
    result({ value: 168 }, { issued: '2025-06-10T11:30:00+07:00' }),
    result({ value: 168 }, { issued: '2025-06-10T06:00:00+07:00' }),
  ],
  [
    'exo-research-subject',
    'exo-rs-1',
    { resourceType: 'ResearchSubject', status: 'follow-up', consent: { reference: 'Consent/1' } },
    { resourceType: 'ResearchSubject', status: 'follow-up' },
  ],
  [
    'exo-research-subject',
    'exo-rs-2',
    { resourceType: 'ResearchSubject', assignedArm: 'Group 2: Control Group' },
    { resourceType: 'ResearchSubject', assignedArm: 'Control' },
  ],
  [
    'exo-research-subject',
    'exo-rs-3',
    {
      resourceType: 'ResearchSubject',
      assignedArm: 'Group 2: Control Group',
      actualArm: 'Group 2: Control Group',
    },
    { resourceType: 'ResearchSubject', actualArm: 'Group 2: Control Group' },
  ],
  [
    'exo-research-subject',
    'exo-rs-4',
    {
      resourceType: 'ResearchSubject',
      status: 'on-study-intervention',
      assignedArm: 'Group 2: Control Group',
    },
    { resourceType: 'ResearchSubject', status: 'on-study-intervention' },
  ],
  [
    'exo-pseudonymous-patient',
    'exo-pat-1',
    { resourceType: 'Patient', identifier: [subject] },
    { resourceType: 'Patient', identifier: [{ system: 'https://fhir.kemkes.go.id/id/nik', value: '0' }] },
  ],
  [
    'exo-pseudonymous-patient',
    'exo-pat-2',
    { resourceType: 'Patient', birthDate: '1971' },
    { resourceType: 'Patient', birthDate: '1971-03-02' },
  ],
  [
    'exo-pseudonymous-patient',
    'exo-pat-3',
    { resourceType: 'Patient', identifier: [subject] },
    { resourceType: 'Patient', identifier: [{ ...subject, value: 'EXO-17' }] },
  ],
  [
    'exo-medication-administration',
    'exo-ma-1',
    { resourceType: 'MedicationAdministration', status: 'completed', dosage: vial },
    {
      resourceType: 'MedicationAdministration',
      status: 'completed',
      dosage: { ...vial, dose: { value: 2, code: '{vial}' } },
    },
  ],
  [
    'exo-medication-administration',
    'exo-ma-2',
    { resourceType: 'MedicationAdministration', status: 'not-done', statusReason: [{ text: 'fever' }] },
    { resourceType: 'MedicationAdministration', status: 'not-done' },
  ],
  [
    'exo-medication-administration',
    'exo-ma-3',
    { resourceType: 'MedicationAdministration', extension: doseNumber(3) },
    { resourceType: 'MedicationAdministration', extension: doseNumber(4) },
  ],
  [
    'exo-dqol-response',
    'exo-qr-1',
    { resourceType: 'QuestionnaireResponse', questionnaire: `${BASE}/Questionnaire/dqol|0.1.0` },
    { resourceType: 'QuestionnaireResponse', questionnaire: `${BASE}/Questionnaire/dqol` },
  ],
  [
    'exo-adverse-event',
    'exo-ae-1',
    { resourceType: 'AdverseEvent', seriousness: { coding: [{ code: 'Non-serious' }] } },
    { resourceType: 'AdverseEvent', seriousness: { coding: [{ code: 'Serious' }] } },
  ],
];

describe('constraints of the profiles', () => {
  test.each(cases)('%s %s tells good from bad', (id, key, good, bad) => {
    const url = `${BASE}/StructureDefinition/${id}`;
    const { expression, severity, human } = constraintsOf(url).find((constraint) => constraint.key === key)!;
    const compiled = compileExpression(expression, byUrl.get(url)!.type, definitions);
    expect(compiled.evaluate(good, { resource: good }).map(({ value }) => value)).not.toContain(false);
    expect(compiled.evaluate(bad, { resource: bad }).map(({ value }) => value)).toEqual([false]);
    expect(severity).toBe('error');
    expect(human).toMatch(/\.$/);
  });
});
