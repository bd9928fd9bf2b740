import { backEndClient, newBackEnd, type SmartServer } from './use-smart.ts';

const coded = (system: string, code: string) => [{ coding: [{ system, code }] }];

const OBSERVATION = 'http://terminology.hl7.org/CodeSystem/observation-category';
const CONDITION = 'http://terminology.hl7.org/CodeSystem/condition-category';
const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical';

/** Two patients, one with results and conditions of several categories, and those who treat them. */
export async function loadPatients(smart: SmartServer): Promise<void> {
  const loader = await newBackEnd('loader');
  await smart.register(backEndClient(loader));
  const token = await smart.systemToken(loader);
  const observation = (id: string, category: string, patient = 'p1') => ({
    resourceType: 'Observation',
    id,
    status: 'final',
    category: coded(OBSERVATION, category),
    code: { text: id },
    subject: { reference: `Patient/${patient}` },
  });
  const condition = (id: string, category: string) => ({
    resourceType: 'Condition',
    id,
    clinicalStatus: { coding: [{ system: CLINICAL, code: 'active' }] },
    category: coded(CONDITION, category),
    subject: { reference: 'Patient/p1' },
  });
  for (const resource of [
    { resourceType: 'Practitioner', id: 'alice' },
    { resourceType: 'Patient', id: 'p1' },
    { resourceType: 'Patient', id: 'p2' },
    {
      resourceType: 'Encounter',
      id: 'e1',
      status: 'in-progress',
      class: { code: 'AMB' },
      subject: { reference: 'Patient/p1' },
    },
    observation('lab', 'laboratory'),
    observation('vital', 'vital-signs'),
    observation('survey', 'survey'),
    observation('other', 'laboratory', 'p2'),
    condition('problem', 'problem-list-item'),
    condition('diagnosis', 'encounter-diagnosis'),
  ]) {
    const { status, text } = await smart.server.put(
      `/${resource.resourceType}/${resource.id}`,
      resource,
      token,
    );
    if (status !== 201) throw new Error(`${resource.resourceType}/${resource.id}: ${status} ${text}`);
  }
  await smart.addUser({ name: 'alice', displayName: 'Dr Alice', fhirUser: 'Practitioner/alice' });
}
