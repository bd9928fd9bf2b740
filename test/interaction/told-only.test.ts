import { useServer } from '../server-for-tests.ts';

const server = useServer();
const put = (resource: { resourceType: string; id: string; [name: string]: unknown }) =>
  server().put(`/${resource.resourceType}/${resource.id}`, resource);

it('stores what $validate calls an error but everybody can read', async () => {
  const response = {
    resourceType: 'QuestionnaireResponse',
    id: 'relative',
    status: 'completed',
    questionnaire: 'Questionnaire/gcs',
  };
  const medication = {
    resourceType: 'Medication',
    id: 'tablets',
    amount: {
      numerator: {
        value: 1,
        system: 'http://terminology.hl7.org/CodeSystem/v3-orderableDrugForm',
        code: 'Tab',
      },
      denominator: { value: 1 },
    },
  };
  const narrative = {
    resourceType: 'Basic',
    id: 'wordless',
    code: { text: 'x' },
    text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><pre> </pre></div>' },
  };
  for (const resource of [response, medication, narrative]) {
    expect((await put(resource)).status).toBe(201);
    const told = await server().post(`/${resource.resourceType}/$validate`, resource);
    expect(told.issues.some(({ severity }) => severity === 'error')).toBe(true);
  }
});

it('stores a report that does not fit its Measure, and tells of it', async () => {
  const url = 'http://example.org/fhir/Measure/told';
  const group = (code: string) => [{ code: { coding: [{ system: 'urn:groups', code }] } }];
  await put({ resourceType: 'Measure', id: 'told', url, status: 'active', group: group('a') });
  const report = {
    resourceType: 'MeasureReport',
    id: 'other-group',
    status: 'complete',
    type: 'summary',
    measure: url,
    period: { start: '2026-01-01', end: '2026-02-01' },
    group: group('b'),
  };
  expect((await put(report)).status).toBe(201);
  const told = await server().post('/MeasureReport/$validate', report);
  expect(told.issues).toContainEqual(expect.objectContaining({ severity: 'error', code: 'value' }));
});

it('refuses what is wrong beside it', async () => {
  const response = { resourceType: 'QuestionnaireResponse', id: 'r', questionnaire: 'Questionnaire/gcs' };
  const { status, issues } = await put(response);
  expect([status, issues.length]).toEqual([400, 1]);
});
