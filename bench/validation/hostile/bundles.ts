import { filled, type Json, nested, patient, times } from './body.ts';

const bundle = (type: string, entry: Json[], rest: Json = {}): Json => ({
  resourceType: 'Bundle',
  type,
  ...rest,
  entry,
});
const entry = (fullUrl: string, resource: Json): Json => ({ fullUrl, resource });
const composition = (references: Json[]): Json => ({
  resourceType: 'Composition',
  id: '1',
  status: 'final',
  type: { text: 'x' },
  date: '2020',
  title: 'x',
  author: [{ reference: 'Patient/1' }],
  section: [{ title: 'x', entry: references }],
});

/** Bundles, whose entries refer to each other. */
export const BUNDLES: Record<string, () => Json> = {
  'a Bundle of references': () =>
    filled((n) =>
      bundle(
        'collection',
        times(n, (i) =>
          entry(
            `http://example.org/Patient/${i}`,
            patient({ id: `${i}`, managingOrganization: { reference: `Organization/${i % 7}` } }),
          ),
        ),
      ),
    ),
  'a Bundle of versions': () =>
    filled((n) =>
      bundle(
        'collection',
        times(n, (i) =>
          entry(
            'http://example.org/Patient/1',
            patient({
              id: '1',
              meta: { versionId: `${i}` },
              link: [{ other: { reference: 'Patient/1' }, type: 'refer' }],
            }),
          ),
        ),
      ),
    ),
  'a Bundle of one fullUrl': () =>
    filled((n) =>
      bundle(
        'collection',
        times(n, () => entry('http://example.org/Patient/1', patient({ id: '1' }))),
      ),
    ),
  'a Bundle of Bundles': () =>
    filled((n) =>
      bundle(
        'collection',
        times(n, () => ({
          resource: nested(6, bundle('collection', []), (inner) =>
            bundle('collection', [{ resource: inner }]),
          ),
        })),
      ),
    ),
  'a Bundle of many types': () =>
    bundle(
      'collection',
      [
        'Account ActivityDefinition AdverseEvent AllergyIntolerance Appointment AuditEvent Basic CapabilityStatement CarePlan',
        'CareTeam ChargeItem Claim ClaimResponse CodeSystem Communication Composition ConceptMap Condition Consent Contract',
        'Coverage Device DiagnosticReport DocumentReference Encounter EpisodeOfCare ExplanationOfBenefit Goal Group',
        'ImagingStudy Immunization ImplementationGuide InsurancePlan Library List Measure MeasureReport Medication',
        'MedicationKnowledge MedicationRequest MessageDefinition NutritionOrder Observation OperationDefinition PlanDefinition',
        'Procedure Provenance Questionnaire QuestionnaireResponse ResearchStudy RiskAssessment ServiceRequest Specimen',
        'StructureDefinition StructureMap SubstanceSpecification Task TestScript ValueSet VisionPrescription',
      ]
        .join(' ')
        .split(' ')
        .map((type) => ({ resource: { resourceType: type, id: '1' } })),
    ),
  'a document': () =>
    filled((n) =>
      bundle('document', [
        entry(
          'http://example.org/Composition/1',
          composition(times(n, (i) => ({ reference: `Patient/${i}` }))),
        ),
        ...times(n, (i) => entry(`http://example.org/Patient/${i}`, patient({ id: `${i}` }))),
      ]),
    ),
  'a document of one fullUrl': () =>
    filled((n) =>
      bundle('document', [
        entry('http://example.org/Composition/1', composition(times(n, () => ({ reference: 'Patient/1' })))),
        ...times(n, () => entry('http://example.org/Patient/1', patient({ id: '1' }))),
      ]),
    ),
  'a transaction': () =>
    filled((n) =>
      bundle(
        'transaction',
        times(n, (i) => ({
          fullUrl: `urn:uuid:c757873d-ec9a-4326-a141-${String(i).padStart(12, '0')}`,
          request: { method: 'POST', url: 'Patient' },
          resource: patient({ link: [{ other: { reference: 'Patient/1' }, type: 'refer' }] }),
        })),
      ),
    ),
};
