import { analysisSets } from '#study/analysis-sets.ts';
import { consortFlow } from '#study/consort-flow.ts';
import { loadStudy } from '#study/load-study.ts';
import { readSubjectFacts } from '#study/subject-facts.ts';
import { subject } from '../measure/synthetic-subjects.ts';

const study = loadStudy(new URL('../../study/', import.meta.url));
const facts = (input: Parameters<typeof subject>[0]) => readSubjectFacts(subject(input), study);

it('reads arm, doses with product and lot, and day 0', () => {
  const read = facts({ id: 'EXO-001', arm: 'intervention' });
  expect(read).toMatchObject({
    usubjid: 'EXO-001',
    assignedArm: 'intervention',
    actualArm: 'intervention',
    synthetic: true,
  });
  expect(read.doses).toHaveLength(6);
  expect(new Set(read.doses.map(({ product }) => product))).toEqual(new Set(['EXO-HWS', 'EXO-HUVEC']));
  expect(read.doses.every(({ lot }) => lot !== null)).toBe(true);
  expect(read.dayZero).toBe(study.calendar.dayOf('2025-06-10'));
});

it('derives the actual arm from the products given', () => {
  const wrongVial = subject({ id: 'EXO-002', arm: 'control', doseDays: [0] });
  const [dose] = wrongVial.bundle.entry!.flatMap(({ resource }) =>
    resource!.resourceType === 'MedicationAdministration' ? [resource!] : [],
  );
  dose!.medicationReference = { reference: 'Medication/exo-huvec-lot-c07' };
  const read = readSubjectFacts(wrongVial, study);
  expect(read).toMatchObject({ assignedArm: 'control', actualArm: 'intervention' });
  expect(analysisSets(read, study).reasons).toContain('D0: given EXO-HUVEC, planned EXO-HWS');
});

it('counts nobody as treated who was not dosed', () => {
  const read = facts({ id: 'EXO-003', arm: 'control', doseDays: [] });
  expect(read.actualArm).toBeNull();
  expect(analysisSets(read, study)).toEqual({
    randomised: true,
    safety: false,
    perProtocol: false,
    reasons: ['no dose given'],
  });
});

it('takes a major deviation out of the per-protocol set', () => {
  const url = 'https://exo-t2dm.example.org/fhir/StructureDefinition/protocol-deviation';
  const encounter = {
    resourceType: 'Encounter',
    id: 'e',
    extension: [
      {
        url,
        extension: [
          { url: 'kind', valueCoding: { code: 'prohibited-medication' } },
          { url: 'major', valueBoolean: true },
        ],
      },
    ],
  };
  const read = facts({ id: 'EXO-004', arm: 'control', extra: [encounter] });
  expect(analysisSets(read, study)).toMatchObject({
    perProtocol: false,
    reasons: ['major deviation: prohibited-medication'],
  });
});

it('counts a flow in which everyone is in one place', () => {
  const flow = consortFlow(
    [
      facts({ id: 'EXO-001', arm: 'intervention' }),
      facts({
        id: 'EXO-002',
        arm: 'control',
        doseDays: [0, 30],
        status: 'withdrawn',
        withdrawalReason: 'Lost to follow-up',
      }),
      facts({ id: 'EXO-003', arm: 'control', doseDays: [] }),
      facts({ id: 'EXO-004', arm: null }),
    ],
    study,
  );
  expect(flow).toMatchObject({
    assessed: 4,
    notRandomised: 1,
    notRandomisedReasons: { ineligible: 1 },
    randomised: 3,
  });
  expect(
    flow.arms.map(({ allocated, receivedDose, notDosed, completedAllDoseVisits, discontinued }) => [
      allocated,
      receivedDose,
      notDosed,
      completedAllDoseVisits,
      discontinued,
    ]),
  ).toEqual([
    [1, 1, 0, 1, 0],
    [2, 1, 1, 0, 1],
  ]);
  expect(flow.arms[1]!.discontinuedReasons).toEqual({ 'Lost to follow-up': 1 });
});
