import { compileExpression } from '#fhirpath/compile-expression.ts';
import { definitions } from './evaluate.ts';

const FINAL = "(status = 'final' or status = 'amended' or status = 'corrected')";
const UCUM = 'http://unitsofmeasure.org';
const percent = { value: 7.1, system: UCUM, code: '%' };
const SUBJECT = 'https://example.org/fhir/sid/subject';
const NO_IDENTITY =
  "identifier.where(system = 'https://fhir.kemkes.go.id/id/nik' or system = 'https://fhir.kemkes.go.id/id/ihs-number' " +
  "or system = 'https://fhir.kemkes.go.id/id/kk' or system = 'https://fhir.kemkes.go.id/id/paspor' " +
  "or system.startsWith('http://sys-ids.kemkes.go.id/mrn/')).empty() and name.empty() and telecom.empty() " +
  'and address.line.empty() and photo.empty() and contact.empty()';
const DOSE =
  "status = 'completed' implies (dosage.dose.value = 1 and dosage.dose.code = '{vial}' and " +
  "dosage.route.coding.where(system = 'http://snomed.info/sct' and code = '47625008').exists())";
const ZONED =
  "effective.ofType(dateTime).toString().matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}.*(Z|[+-][0-9]{2}:[0-9]{2})$')";
const route = { coding: [{ system: 'http://snomed.info/sct', code: '47625008' }] };

/** The trial's invariants: key, context type, expression, an element that obeys and one that does not. */
const table: [string, string, string, object, object][] = [
  [
    'obs-1',
    'Observation',
    `${FINAL} implies (value.exists() xor dataAbsentReason.exists())`,
    { status: 'final', valueQuantity: percent },
    { status: 'final' },
  ],
  [
    'obs-2',
    'Observation',
    `value.exists() implies (value is Quantity and value.ofType(Quantity).system = '${UCUM}' and value.ofType(Quantity).code = '%')`,
    { valueQuantity: percent },
    { valueQuantity: { value: 7.1, system: UCUM, code: 'mmol/mol' } },
  ],
  [
    'obs-3',
    'Observation',
    'value.ofType(Quantity).where(comparator.empty()).all(value >= 3.0 and value <= 20.0)',
    { valueQuantity: percent },
    { valueQuantity: { value: 71 } },
  ],
  [
    'obs-4',
    'Observation',
    ZONED,
    { effectiveDateTime: '2025-03-01T08:00:00+07:00' },
    { effectiveDateTime: '2025-03-01' },
  ],
  [
    'obs-5',
    'Observation',
    'issued.exists() implies effective.ofType(dateTime) <= issued',
    { effectiveDateTime: '2025-03-01T23:30:00+07:00', issued: '2025-03-01T17:00:00Z' },
    { effectiveDateTime: '2025-03-01T23:30:00+07:00', issued: '2025-03-01T16:00:00Z' },
  ],
  [
    'rs-1',
    'ResearchSubject',
    "(status in ('on-study' | 'on-study-intervention' | 'on-study-observation' | 'follow-up')) implies consent.exists()",
    { status: 'on-study', consent: { reference: 'Consent/1' } },
    { status: 'on-study' },
  ],
  [
    'rs-2',
    'ResearchSubject',
    "assignedArm.exists() implies (assignedArm in ('Group 1: Intervention Group' | 'Group 2: Control Group'))",
    { assignedArm: 'Group 2: Control Group' },
    { assignedArm: 'Group 3' },
  ],
  [
    'rs-3',
    'ResearchSubject',
    'actualArm.exists() implies assignedArm.exists()',
    { actualArm: 'a', assignedArm: 'a' },
    { actualArm: 'a' },
  ],
  [
    'rs-4',
    'ResearchSubject',
    "(status = 'on-study-intervention') implies assignedArm.exists()",
    { status: 'candidate' },
    { status: 'on-study-intervention' },
  ],
  [
    'pat-1',
    'Patient',
    NO_IDENTITY,
    { identifier: [{ system: SUBJECT, value: 'EXO-001' }] },
    { identifier: [{ system: 'http://sys-ids.kemkes.go.id/mrn/1000' }] },
  ],
  [
    'pat-2',
    'Patient',
    'birthDate.exists() implies birthDate.toString().length() = 4',
    { birthDate: '1970' },
    { birthDate: '1970-05' },
  ],
  [
    'pat-3',
    'Patient',
    `identifier.where(system = '${SUBJECT}').value.matches('^EXO-[0-9]{3}$')`,
    { identifier: [{ system: SUBJECT, value: 'EXO-001' }] },
    { identifier: [{ system: SUBJECT, value: 'EXO-1' }] },
  ],
  [
    'ma-1',
    'MedicationAdministration',
    DOSE,
    { status: 'completed', dosage: { dose: { value: 1, code: '{vial}' }, route } },
    { status: 'completed', dosage: { dose: { value: 2, code: '{vial}' }, route } },
  ],
  [
    'ma-2',
    'MedicationAdministration',
    "status = 'not-done' implies statusReason.exists()",
    { status: 'not-done', statusReason: [{ text: 'x' }] },
    { status: 'not-done' },
  ],
  [
    'mrp-2',
    'MeasureReport',
    'group.stratifier.stratum.all(value.exists() xor component.exists())',
    { group: [{ stratifier: [{ stratum: [{ value: { text: 'a' } }] }] }] },
    { group: [{ stratifier: [{ stratum: [{}] }] }] },
  ],
];

describe("the trial's invariants", () => {
  test.each(table)('%s', (_key, type, text, good, bad) => {
    const invariant = compileExpression(text, type, definitions);
    expect(invariant.native).toBe(true);
    expect(invariant.evaluate({ resourceType: type, ...good })).toEqual([{ value: true, type: 'Boolean' }]);
    expect(invariant.evaluate({ resourceType: type, ...bad })).toEqual([{ value: false, type: 'Boolean' }]);
  });

  test('obs-5 is empty for a date without a time, which leaves the order open', () => {
    const invariant = compileExpression(
      'issued.exists() implies effective.ofType(dateTime) <= issued',
      'Observation',
      definitions,
    );
    expect(invariant.evaluate({ effectiveDateTime: '2025-03-01', issued: '2025-03-01T16:00:00Z' })).toEqual(
      [],
    );
  });
});

describe("R4's own", () => {
  const run = (key: string, path: string, context: unknown, resource: unknown = context) => {
    const root = definitions.types.get(path.split('.')[0] as string);
    const constraint = root?.elements.find((e) => e.path === path)?.constraints?.find((c) => c.key === key);
    return compileExpression(constraint?.expression ?? '', path, definitions).evaluate(context, {
      resource,
      rootResource: resource,
    })[0]?.value;
  };

  test('dom-3: a contained resource is referred to', () => {
    const contained = [{ resourceType: 'Organization', id: 'o' }];
    const referring = { resourceType: 'Patient', contained, managingOrganization: { reference: '#o' } };
    expect(run('dom-3', 'Patient', referring)).toBe(true);
    expect(run('dom-3', 'Patient', { resourceType: 'Patient', contained })).toBe(false);
  });

  test('ref-1: a reference to a contained resource finds it', () => {
    const resource = { resourceType: 'Patient', contained: [{ resourceType: 'Organization', id: 'o' }] };
    expect(run('ref-1', 'Reference', { reference: '#o' }, resource)).toBe(true);
    expect(run('ref-1', 'Reference', { reference: '#x' }, resource)).toBe(false);
  });

  test('ctm-1: only a practitioner acts on behalf of an organization', () => {
    const onBehalfOf = { reference: 'Organization/1' };
    expect(
      run('ctm-1', 'CareTeam.participant', { onBehalfOf, member: { reference: 'Practitioner/1' } }),
    ).toBe(true);
    expect(run('ctm-1', 'CareTeam.participant', { onBehalfOf, member: { reference: 'Patient/1' } })).toBe(
      false,
    );
  });

  test('eld-3: the context may be a primitive', () => {
    expect(run('eld-3', 'ElementDefinition.max', '3')).toBe(true);
    expect(run('eld-3', 'ElementDefinition.max', '-1')).toBe(false);
  });

  test('per-1: start is not after end', () => {
    expect(run('per-1', 'Period', { start: '2025-03-01', end: '2025-03-01' })).toBe(true);
    expect(run('per-1', 'Period', { start: '2025-03-02', end: '2025-03-01' })).toBe(false);
  });

  test('eld-19 and eld-20 end on long paths', () => {
    const path = `a${'.bcd'.repeat(700)} !`;
    expect(run('eld-19', 'ElementDefinition', { path })).toBe(true);
    expect(run('eld-20', 'ElementDefinition', { path })).toBe(true);
    expect(run('eld-20', 'ElementDefinition', { path: '!'.repeat(3000) })).toBe(false);
  });
});
