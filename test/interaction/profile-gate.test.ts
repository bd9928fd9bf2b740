import { useServer } from '../server-for-tests.ts';

const server = useServer();
const BASE = 'https://exo-t2dm.example.org/fhir';

const subject = {
  resourceType: 'Patient',
  identifier: [{ system: `${BASE}/sid/subject`, value: 'EXO-901' }],
  gender: 'female',
  birthDate: '1971',
};
const coding = (...codes: string[]) => ({
  coding: codes.map((code) => ({ system: 'http://loinc.org', code })),
});

/** An HbA1c result as a laboratory sends it, which claims no profile. */
const hba1c = (patient: string, elements: object = {}) => ({
  resourceType: 'Observation',
  identifier: [{ system: `${BASE}/sid/lab-result`, value: 'LAB:1' }],
  status: 'final',
  category: [
    {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }],
    },
  ],
  code: coding('4548-4'),
  subject: { reference: patient },
  effectiveDateTime: '2025-06-10T07:05:00+07:00',
  valueQuantity: { value: 7.1, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
  ...elements,
});
const inMillimoles = {
  code: coding('59261-8'),
  valueQuantity: { value: 61, unit: 'mmol/mol', system: 'http://unitsofmeasure.org', code: 'mmol/mol' },
};
const expressions = (issues: { expression?: string[] }[]) => issues.map(({ expression }) => expression?.[0]);

describe('a profile that a resource claims', () => {
  const claiming = {
    ...subject,
    meta: { profile: [`${BASE}/StructureDefinition/exo-pseudonymous-patient`] },
  };

  it('lets pass what keeps to it', async () => {
    expect((await server().put('/Patient/claims', { ...claiming, id: 'claims' })).status).toBe(201);
  });

  it('refuses what does not with 422, and names the rule', async () => {
    const { status, resource } = await server().post('/Patient', { ...claiming, name: [{ text: 'x' }] });
    expect(status).toBe(422);
    expect(resource.issue).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          severity: 'error',
          code: 'structure',
          expression: ['Patient.name'],
          details: { text: `${BASE}/StructureDefinition/exo-pseudonymous-patient#Patient.name` },
        }),
      ]),
    );
  });

  it('leaves it at 400 where R4 itself is not kept', async () => {
    const { status } = await server().post('/Patient', { ...claiming, name: [{ text: 'x' }], gender: 'f' });
    expect(status).toBe(400);
  });

  it('does not refuse what it warns of', async () => {
    const meta = { profile: ['http://a.org/StructureDefinition/nobody-knows'] };
    expect((await server().post('/Patient', { resourceType: 'Patient', meta })).status).toBe(201);
  });
});

describe("the trial's own data", () => {
  let patient = '';
  beforeAll(async () => {
    const { resource } = await server().post('/Patient', subject);
    patient = `Patient/${resource.id}`;
  });

  it('is checked whether it claims a profile or not', async () => {
    expect((await server().post('/Observation', hba1c(patient))).status).toBe(201);
    const { status, issues } = await server().post('/Observation', hba1c(patient, inMillimoles));
    expect(status).toBe(422);
    expect(expressions(issues)).toContain('Observation.value.ofType(Quantity).code');
    expect((await server().post('/Patient', { ...subject, name: [{ text: 'x' }] })).status).toBe(422);
  });

  it('is no data of others', async () => {
    const { resource } = await server().post('/Patient', { resourceType: 'Patient' });
    expect((await server().post('/Observation', hba1c(`Patient/${resource.id}`, inMillimoles))).status).toBe(
      201,
    );
    expect((await server().post('/Observation', hba1c('Patient/nobody', inMillimoles))).status).toBe(201);
  });

  it('is known by whatever search finds its subject', async () => {
    for (const criteria of ['identifier=EXO-901', `_id=${patient.slice('Patient/'.length)}`]) {
      const sought = hba1c(`Patient?${criteria}`, inMillimoles);
      expect((await server().post('/Observation', sought)).status).toBe(422);
      expect((await server().put('/Observation/sought', { ...sought, id: 'sought' })).status).toBe(422);
    }
  });

  it('is known by its subject within one transaction, and by a search for the subject', async () => {
    const urn = 'urn:uuid:0e8d5b9c-54a5-4f5e-8a60-3c4c5e0a0001';
    const entry = (resource: object, fullUrl?: string) => ({
      ...(fullUrl ? { fullUrl } : {}),
      resource,
      request: { method: 'POST', url: (resource as { resourceType: string }).resourceType },
    });
    const transaction = (...entries: object[]) => ({
      resourceType: 'Bundle',
      type: 'transaction',
      entry: entries,
    });
    const other = { ...subject, identifier: [{ system: `${BASE}/sid/subject`, value: 'EXO-902' }] };
    const together = await server().post('', transaction(entry(other, urn), entry(hba1c(urn, inMillimoles))));
    expect(together.status).toBe(422);
    expect(expressions(together.issues)).toContain('Bundle.entry[1].resource.value.ofType(Quantity).code');
    const sought = `Patient?identifier=${BASE}/sid/subject|EXO-901`;
    const bySearch = await server().post('', transaction(entry(hba1c(sought, inMillimoles))));
    expect(bySearch.status).toBe(422);
    const found = { ...entry({ resourceType: 'Patient' }, urn) };
    const matched = { ...found, request: { ...found.request, ifNoneExist: sought.slice('Patient?'.length) } };
    const byMatch = await server().post('', transaction(matched, entry(hba1c(urn, inMillimoles))));
    expect(byMatch.status).toBe(422);
  });
});

describe('a StructureDefinition that is stored', () => {
  const url = 'http://a.org/StructureDefinition/named';
  const named = (min: number) => ({
    resourceType: 'StructureDefinition',
    id: 'named',
    url,
    name: 'Named',
    status: 'draft',
    kind: 'resource',
    abstract: false,
    type: 'Patient',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
    derivation: 'constraint',
    differential: { element: [{ id: 'Patient.name', path: 'Patient.name', min }] },
  });
  const nameless = { resourceType: 'Patient', meta: { profile: [url] } };

  it('is used at once, in the version that is current', async () => {
    expect((await server().post('/Patient', nameless)).status).toBe(201);
    await server().put('/StructureDefinition/named', named(1));
    expect((await server().post('/Patient', nameless)).status).toBe(422);
    await server().put('/StructureDefinition/named', named(0));
    expect((await server().post('/Patient', nameless)).status).toBe(201);
    await server().put('/StructureDefinition/named', named(1));
    await server().delete('/StructureDefinition/named');
    expect((await server().post('/Patient', nameless)).status).toBe(201);
  });
});
