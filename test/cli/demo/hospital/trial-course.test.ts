import { describe, expect, test } from '@jest/globals';
import type { Resource } from '#fhir/resource.ts';
import { cohort, finalState } from './cohort.ts';

const subjects = cohort(7);
const state = finalState(subjects);
const ofType = (type: string) => [...state.values()].filter(({ resourceType }) => resourceType === type);
const withdrawn = ofType('ResearchSubject').filter(({ status }) => status === 'withdrawn');

interface Administration extends Resource {
  status: string;
  subject: { reference: string };
  effectiveDateTime: string;
  identifier: { value: string }[];
  statusReason?: unknown[];
}

const doses = ofType('MedicationAdministration') as Administration[];
const ended = (subject: Resource) => (subject.period as { end?: string }).end;
const days = (from: string, to: string) =>
  (Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / 86_400_000;

/** Statuses of a subject's ResearchSubject in the order in which they are sent. */
function statuses(bundles: (typeof subjects)[number]['bundles']): string[] {
  return bundles
    .flatMap(({ entry }) => entry)
    .filter(({ resource }) => resource.resourceType === 'ResearchSubject')
    .map(({ resource }) => String(resource.status));
}

describe('the course of the trial', () => {
  test('a subject goes through its life cycle in order', () => {
    const complete = subjects.filter(({ complete: query }) => query.endsWith('status=off-study'));
    expect(complete.length).toBe(47);
    for (const { bundles } of complete) {
      expect(statuses(bundles)).toEqual([
        'pending-on-study',
        'on-study-intervention',
        'on-study-intervention',
        'follow-up',
        'off-study',
      ]);
    }
  });

  test('who withdraws does so at the end, with a reason, and the consent is inactive', () => {
    expect(withdrawn).toHaveLength(3);
    for (const subject of withdrawn) {
      const consent = state.get((subject.consent as { reference: string }).reference)!;
      expect(consent.status).toBe('inactive');
      expect(JSON.stringify(subject.extension)).toContain('withdrawal-reason');
      expect(ended(subject)).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  });

  test('the arms are given two and one products, at three visits', () => {
    const products = Map.groupBy(doses, ({ identifier }) => identifier[0]!.value.split('.')[2]);
    const stayed = (reference: string) =>
      !withdrawn.some((subject) => (subject.individual as { reference: string }).reference === reference);
    const perSubject = Map.groupBy(
      doses.filter(({ subject }) => stayed(subject.reference)),
      ({ subject }) => subject.reference,
    );
    const arms = new Map(
      ofType('ResearchSubject').map((subject) => [
        (subject.individual as { reference: string }).reference,
        subject.assignedArm,
      ]),
    );
    expect([...products.keys()].sort()).toEqual(['EXO-HUVEC', 'EXO-HWS']);
    for (const [reference, given] of perSubject) {
      expect(given).toHaveLength(arms.get(reference) === 'Group 1: Intervention Group' ? 6 : 3);
    }
  });

  test('a dose that was not given has a reason; six dose visits were missed, never the first', () => {
    const missed = doses.filter(({ status }) => status === 'not-done');
    const visits = new Set(
      missed.map(({ identifier }) => identifier[0]!.value.split('.').slice(0, 2).join('.')),
    );
    expect(visits.size).toBe(6);
    expect([...visits].filter((visit) => visit.endsWith('.D1'))).toEqual([]);
    expect(missed.every(({ statusReason }) => statusReason?.length === 1)).toBe(true);
  });

  test('enrolment runs from June to September 2025, and consent comes first', () => {
    const first = doses.filter(({ identifier }) => identifier[0]!.value.includes('.D1.'));
    const months = new Set(first.map(({ effectiveDateTime }) => effectiveDateTime.slice(0, 7)));
    expect([...months].sort()).toEqual(['2025-06', '2025-07', '2025-08', '2025-09']);
    for (const { subject, effectiveDateTime } of first) {
      const consent = ofType('Consent').find(
        ({ patient }) => (patient as { reference: string }).reference === subject.reference,
      )!;
      expect(String(consent.dateTime) < effectiveDateTime).toBe(true);
    }
  });

  test('most last visits are in the window of day 76 to 104, some are not', () => {
    const encounters = ofType('Encounter') as (Resource & {
      identifier: { value: string }[];
      period: { start: string };
    })[];
    const at = (visit: string) =>
      new Map(
        encounters
          .filter(({ identifier }) => identifier[0]!.value.endsWith(`.${visit}`))
          .map(({ identifier, period }) => [identifier[0]!.value.split('.')[0]!, period.start]),
      );
    const day0 = at('D0');
    const offsets = [...at('M3')].map(([id, start]) => days(day0.get(id)!, start));
    expect(offsets.filter((offset) => offset < 76)).toEqual([]);
    expect(offsets.filter((offset) => offset > 104)).toHaveLength(2);
  });

  test('adverse events follow a dose that is suspected', () => {
    const events = ofType('AdverseEvent');
    expect(events.length).toBeGreaterThanOrEqual(9);
    for (const event of events) {
      const [suspect] = event.suspectEntity as { instance: { reference: string } }[];
      const dose = state.get(suspect!.instance.reference) as Administration;
      expect(dose.status).toBe('completed');
      expect(String(event.date) > dose.effectiveDateTime).toBe(true);
    }
  });
});
