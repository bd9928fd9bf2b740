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
  for (const resource of [response, medication]) {
    expect((await put(resource)).status).toBe(201);
    const told = await server().post(`/${resource.resourceType}/$validate`, resource);
    expect(told.issues.some(({ severity }) => severity === 'error')).toBe(true);
  }
});

it('refuses what is wrong beside it', async () => {
  const response = { resourceType: 'QuestionnaireResponse', id: 'r', questionnaire: 'Questionnaire/gcs' };
  const { status, issues } = await put(response);
  expect([status, issues.length]).toEqual([400, 1]);
});
