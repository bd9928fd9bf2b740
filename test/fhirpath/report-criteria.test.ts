import { compileExpression } from '#fhirpath/compile-expression.ts';
import { definitions } from './evaluate.ts';

const subject = { reference: 'Patient/1' };

function observation(id: string, effectiveDateTime: string, more: object = {}) {
  return {
    resource: {
      resourceType: 'Observation',
      id,
      status: 'final',
      subject,
      code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }] },
      effectiveDateTime,
      valueQuantity: { value: 8 },
      ...more,
    },
  };
}

function dose(effectiveDateTime: string, status = 'completed') {
  return { resource: { resourceType: 'MedicationAdministration', status, subject, effectiveDateTime } };
}

const bundle = {
  resourceType: 'Bundle',
  entry: [
    { resource: { resourceType: 'Patient', id: '1' } },
    dose('2025-03-15T09:00:00+07:00'),
    dose('2025-03-01T09:00:00+07:00'),
    dose('2025-02-01T09:00:00+07:00', 'not-done'),
    observation('early', '2025-01-31T08:00:00+07:00'),
    observation('screening', '2025-02-10T08:00:00+07:00'),
    observation('baseline', '2025-03-01T08:00:00+07:00'),
    observation('same-instant', '2025-03-01T02:00:00Z', { status: 'entered-in-error' }),
    observation('after', '2025-03-01T10:00:00+07:00'),
    observation('month-3', '2025-05-30T08:00:00+07:00'),
    observation('other-subject', '2025-02-20T08:00:00+07:00', { subject: { reference: 'Patient/2' } }),
    observation('no-value', '2025-02-27T08:00:00+07:00', { valueQuantity: { unit: '%' } }),
    observation('period', '', { effectiveDateTime: undefined, effectivePeriod: { start: '2025-02-20' } }),
  ],
};

const SELECTED =
  "Bundle.entry.resource.ofType(Observation).where(subject.reference = %subject and (status in ('final' | 'amended' | 'corrected')) " +
  "and code.coding.where(system = 'http://loinc.org' and code = %loinc).exists() and value.ofType(Quantity).value.exists()";
const variables = { subject: 'Patient/1', loinc: '4548-4', t0: '2025-03-01T09:00:00+07:00' };

function run(text: string) {
  const compiled = compileExpression(text, 'Bundle', definitions);
  expect(compiled.native).toBe(true);
  return compiled.evaluate(bundle, variables).map(({ value }) => value);
}

describe("a report's criteria on a subject's Bundle", () => {
  test('the first dose given', () => {
    const given =
      "Bundle.entry.resource.ofType(MedicationAdministration).where(subject.reference = %subject and status = 'completed')";
    const least = 'aggregate(iif($total.empty() or $this < $total, $this, $total))';
    expect(run(`${given}.effective.ofType(dateTime).${least}`)).toEqual(['2025-03-01T09:00:00+07:00']);
    expect(
      run(`${given}.select(effective.ofType(dateTime).toString().substring(0,10)).distinct().count()`),
    ).toEqual([2]);
  });

  test('the last value in the four weeks before it', () => {
    const window =
      'effective.ofType(dateTime) <= %t0.toDateTime() and effective.ofType(dateTime) >= %t0.toDateTime() - 28 days)';
    expect(run(`${SELECTED} and ${window}.id`)).toEqual(['screening', 'baseline']);
    const last = 'aggregate(iif($total.empty() or $this.effective > $total.effective, $this, $total))';
    expect(run(`${SELECTED} and ${window}.${last}.id`)).toEqual(['baseline']);
  });

  test('the values around month 3', () => {
    const window =
      'effective.ofType(dateTime) >= %t0.toDateTime() + 76 days and effective.ofType(dateTime) <= %t0.toDateTime() + 104 days)';
    expect(run(`${SELECTED} and ${window}.id`)).toEqual(['month-3']);
  });
});
