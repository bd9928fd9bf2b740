import type { Resource } from '#fhir/resource.ts';
import type { Estimable } from '#statistics/estimable.ts';
import { type FisherExact, fisherExact } from '#statistics/fisher-exact.ts';
import type { Study } from '#study/load-study.ts';
import { resourcesOf, type SubjectBundle, versionedReference } from '#study/subject-bundle.ts';
import type { SubjectFacts } from '#study/subject-facts.ts';

export interface ReportedEvent {
  usubjid: string;
  /** Arm of the treatment actually given; null when none was given. */
  arm: string | null;
  term: string;
  date: string | null;
  /** Local days from day 0. */
  day: number | null;
  serious: boolean;
  severity: string | null;
  outcome: string | null;
  source: string;
}

export interface ArmEvents {
  arm: string;
  /** Subjects of the safety set. */
  n: number;
  subjectsWithEvent: number;
  events: number;
  serious: number;
  subjectsWithSerious: number;
  bySeverity: Record<string, number>;
}

export interface AdverseEvents {
  arms: ArmEvents[];
  terms: { term: string; arms: Record<string, { subjects: number; events: number }> }[];
  /** Subjects with at least one event, every other arm against the reference arm: description only. */
  fisher: { comparison: string; reference: string; result: Estimable<FisherExact> }[];
  listing: ReportedEvent[];
}

interface Concept {
  coding?: { code?: string; display?: string }[];
  text?: string;
}

function code(concept: unknown): string | null {
  return (concept as Concept | undefined)?.coding?.[0]?.code ?? null;
}

function readEvent(event: Resource, facts: SubjectFacts, study: Study): ReportedEvent {
  const concept = event.event as Concept | undefined;
  const date = (event.date as string | undefined) ?? null;
  const day = date === null ? null : study.calendar.dayOf(date);
  return {
    usubjid: facts.usubjid,
    arm: facts.actualArm,
    term: concept?.text ?? concept?.coding?.[0]?.display ?? concept?.coding?.[0]?.code ?? 'not named',
    date,
    day: day === null || facts.dayZero === null ? null : day - facts.dayZero,
    serious: code(event.seriousness) === 'Serious',
    severity: code(event.severity),
    outcome: code(event.outcome),
    source: versionedReference(event),
  };
}

function armEvents(
  arm: string,
  treated: readonly SubjectFacts[],
  listing: readonly ReportedEvent[],
): ArmEvents {
  const events = listing.filter((event) => event.arm === arm);
  const subjects = (some: readonly ReportedEvent[]) => new Set(some.map((event) => event.usubjid)).size;
  const serious = events.filter((event) => event.serious);
  const bySeverity: Record<string, number> = {};
  for (const { severity } of events) {
    const grade = severity ?? 'not graded';
    bySeverity[grade] = (bySeverity[grade] ?? 0) + 1;
  }
  return {
    arm,
    n: treated.filter((facts) => facts.actualArm === arm).length,
    subjectsWithEvent: subjects(events),
    events: events.length,
    serious: serious.length,
    subjectsWithSerious: subjects(serious),
    bySeverity,
  };
}

function byTerm(listing: readonly ReportedEvent[], arms: readonly string[]): AdverseEvents['terms'] {
  const terms = [...new Set(listing.map((event) => event.term))];
  return terms
    .map((term) => ({
      term,
      arms: Object.fromEntries(
        arms.map((arm) => {
          const events = listing.filter((event) => event.term === term && event.arm === arm);
          return [
            arm,
            { subjects: new Set(events.map((event) => event.usubjid)).size, events: events.length },
          ];
        }),
      ),
    }))
    .sort(
      (a, b) =>
        listing.filter((e) => e.term === b.term).length - listing.filter((e) => e.term === a.term).length,
    );
}

/** Adverse events on the safety set, by the treatment actually given (CONSORT item 19). */
export function adverseEvents(
  subjects: readonly SubjectBundle[],
  facts: readonly SubjectFacts[],
  study: Study,
): AdverseEvents {
  const listing = subjects.flatMap((subject, i) =>
    resourcesOf(subject.bundle, 'AdverseEvent')
      .filter((event) => event.actuality === 'actual')
      .map((event) => readEvent(event, facts[i]!, study)),
  );
  const codes = study.plan.arms.map((arm) => arm.code);
  const arms = codes.map((arm) => armEvents(arm, facts, listing));
  const reference = arms.find(({ arm }) => arm === study.plan.referenceArm)!;
  const count = ({ subjectsWithEvent, n }: ArmEvents) => ({ events: subjectsWithEvent, n });
  return {
    arms,
    terms: byTerm(listing, codes),
    fisher: arms
      .filter((arm) => arm !== reference)
      .map((arm) => ({
        comparison: arm.arm,
        reference: reference.arm,
        result: fisherExact(count(arm), count(reference)),
      })),
    listing,
  };
}
