import { FhirError, operationOutcome, refuse } from '#fhir/operation-outcome.ts';

it('writes issues as an OperationOutcome, with the place and the rule where there are any', () => {
  expect(
    operationOutcome([
      { severity: 'error', code: 'value', diagnostics: 'no', expression: 'Patient.gender', source: 'pat-1' },
      { severity: 'warning', code: 'informational', diagnostics: 'well' },
    ]),
  ).toEqual({
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: 'value',
        details: { text: 'pat-1' },
        diagnostics: 'no',
        expression: ['Patient.gender'],
      },
      { severity: 'warning', code: 'informational', diagnostics: 'well' },
    ],
  });
});

it('makes a refusal of one issue or several', () => {
  const one = refuse(404, 'not-found', 'nobody', { expression: 'Patient' });
  expect(one).toBeInstanceOf(Error);
  expect(one).toMatchObject({
    status: 404,
    message: 'nobody',
    issues: [{ severity: 'error', code: 'not-found', expression: 'Patient' }],
  });
  expect(new FhirError(412, [], { Allow: 'GET' })).toMatchObject({
    message: 'HTTP 412',
    headers: { Allow: 'GET' },
  });
});
