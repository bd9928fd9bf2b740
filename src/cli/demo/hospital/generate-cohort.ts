import { assignRoles } from './assign-roles.ts';
import { clinicDay, dayNumber } from './local-time.ts';
import { random } from './random.ts';
import { randomise } from './randomise.ts';
import { subjectBundles } from './subject-bundles.ts';
import { drawSubjectCourse } from './subject-course.ts';
import type { TransactionBundle } from './transaction.ts';
import type { TrialData } from './trial-data.ts';

/** One invented subject as the hospital reports it. */
export interface CohortSubject {
  id: string;
  /** A search that finds the subject only if all of its bundles have been taken in. */
  complete: string;
  /** In the order in which they have to be sent. */
  bundles: TransactionBundle[];
}

/**
 * An invented cohort, subject by subject. The same seed and study give the same bundles, byte for byte, and another
 * seed other people. Nothing in it is about a real person, and every resource says so by its HTEST tag.
 */
export function* generateCohort({
  seed,
  study,
}: {
  seed: number;
  study: TrialData;
}): Generator<CohortSubject> {
  const { design, arms, visits, names } = study;
  const list = randomise(arms, design.subjects, random(seed, 'allocation'));
  const doseVisits = visits.filter(({ dose }) => dose !== undefined).length;
  const cast = assignRoles(design, doseVisits, random(seed, 'roles'));
  const days = enrolmentDays(study, seed);
  for (const [index, arm] of list.entries()) {
    const id = `${design.subjectPrefix}${String(index + 1).padStart(3, '0')}`;
    const enrolled = { id, day0: days[index]!, arm, roles: cast[index]! };
    const course = drawSubjectCourse(study, enrolled, random(seed, id));
    const last = course.left ? 'withdrawn' : 'off-study';
    yield {
      id,
      complete: `ResearchSubject?identifier=${names.identifier('subject')}|${id}&status=${last}`,
      bundles: subjectBundles(study, course, seed),
    };
  }
}

/** Day 0 of every subject, in the order of their numbers, over the whole time of enrolment. */
function enrolmentDays({ design }: TrialData, seed: number): number[] {
  const stream = random(seed, 'enrolment');
  const first = dayNumber(design.enrolment.from);
  const last = dayNumber(design.enrolment.to);
  return Array.from({ length: design.subjects }, () => clinicDay(stream.integer(first, last))).sort(
    (a, b) => a - b,
  );
}
