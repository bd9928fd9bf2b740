import type { Dose } from '#study/doses.ts';
import type { Study } from '#study/load-study.ts';
import type { SubjectFacts } from '#study/subject-facts.ts';

/** Membership of one subject, with the reason for every set it is not in. */
export interface AnalysisSets {
  randomised: boolean;
  safety: boolean;
  /** As far as doses and recorded deviations decide; each outcome also needs both values in window. */
  perProtocol: boolean;
  reasons: string[];
}

function doseVisitFaults(facts: SubjectFacts, study: Study, visitId: string): string[] {
  const visit = study.schedule.visits.get(visitId);
  const arm = study.plan.arms.find(({ code }) => code === facts.assignedArm);
  if (!visit || !arm || facts.dayZero === null) return [];
  const visitDoses = dosesNear(facts, study, visitId).filter((dose) => dose.status === 'completed');
  if (visitDoses.length === 0) return [`${visit.code}: no dose given`];
  const given = visitDoses.map((dose) => dose.product ?? 'unknown').sort();
  const planned = [...arm.products].sort();
  const faults: string[] = [];
  if (given.join() !== planned.join())
    faults.push(`${visit.code}: given ${given.join(' + ')}, planned ${planned.join(' + ')}`);
  const outside = visitDoses.some((dose) => {
    const day = dose.day! - facts.dayZero!;
    return day < visit.low || day > visit.high;
  });
  if (outside) faults.push(`${visit.code}: dose outside the window`);
  return faults;
}

/** The doses that belong to a visit: those nearer to its planned day than to that of any other dose visit. */
export function dosesNear(facts: SubjectFacts, study: Study, visitId: string): Dose[] {
  const { dayZero } = facts;
  if (dayZero === null) return [];
  const visits = study.plan.doseVisits.flatMap((id) => study.schedule.visits.get(id) ?? []);
  return facts.doses.filter((dose) => {
    if (dose.day === null) return false;
    const day = dose.day - dayZero;
    const distance = (target: number | null) => Math.abs(day - (target ?? 0));
    const nearest = visits.reduce(
      (best, visit) => (distance(visit.target) < distance(best.target) ? visit : best),
      visits[0]!,
    );
    return nearest.id === visitId;
  });
}

/** Dose visits on which at least one product was given. */
export function doseVisitsGiven(facts: SubjectFacts, study: Study): number {
  return study.plan.doseVisits.filter((visit) =>
    dosesNear(facts, study, visit).some((dose) => dose.status === 'completed'),
  ).length;
}

/** Decides the sets from the resources: randomised (as assigned), safety (any dose given), per protocol (as planned). */
export function analysisSets(facts: SubjectFacts, study: Study): AnalysisSets {
  const randomised = facts.assignedArm !== null;
  const safety = facts.firstDose !== null;
  const reasons: string[] = [];
  if (!randomised) reasons.push(`not randomised (${facts.status})`);
  if (randomised && !safety) reasons.push('no dose given');
  const faults =
    randomised && safety
      ? [
          ...study.plan.doseVisits.flatMap((visit) => doseVisitFaults(facts, study, visit)),
          ...(facts.status === 'ineligible' ? ['found ineligible'] : []),
          ...facts.majorDeviations.map((deviation) => `major deviation: ${deviation}`),
        ]
      : [];
  return {
    randomised,
    safety,
    perProtocol: randomised && safety && faults.length === 0,
    reasons: [...reasons, ...faults],
  };
}
