import type { Laboratory } from './cohort-design.ts';
import { dateText, type LocalTime, later } from './local-time.ts';
import type { ResultCourse } from './result-course.ts';
import type { SubjectCourse } from './subject-course.ts';
import type { TrialData } from './trial-data.ts';
import type { VisitCourse } from './visit-course.ts';

/** Days until a preliminary result is final or a wrong one corrected. */
const DAYS_TO_REVISION = 2;

/** What the laboratory releases of one draw at one time. */
export interface Draw {
  /** The filler's number of the report. */
  number: string;
  fasting: boolean;
  time: LocalTime;
  released: LocalTime;
  laboratory: Laboratory;
  haemolysed: boolean;
  /** Of the report (DiagnosticReport.status). */
  status: 'partial' | 'final' | 'corrected' | 'cancelled';
  results: Release[];
}

/** One result as it stands at a release. */
export interface Release extends ResultCourse {
  /** Observation.status. */
  status: 'preliminary' | 'final' | 'corrected' | 'cancelled';
  /** The stored resource has to get a new version. */
  revised: boolean;
}

/** The first release of both draws of a visit. */
export function firstRelease(trial: TrialData, course: SubjectCourse, visit: VisitCourse): Draw[] {
  return drawsOf(trial, course, visit, (result) => {
    const { earlier } = result;
    if (earlier)
      return { ...withoutNote(result), value: earlier.value, status: earlier.status, revised: false };
    return { ...result, status: result.value ? 'final' : 'cancelled', revised: false };
  });
}

/** The second release of those draws of a visit that had a preliminary or a wrong result. */
export function secondRelease(trial: TrialData, course: SubjectCourse, visit: VisitCourse): Draw[] {
  const draws = drawsOf(trial, course, visit, (result) => {
    const status = result.earlier?.status === 'final' ? 'corrected' : result.value ? 'final' : 'cancelled';
    return { ...result, status, revised: result.earlier !== undefined };
  });
  return draws
    .filter(({ results }) => results.some(({ revised }) => revised))
    .map((draw) => ({ ...draw, released: later(draw.released, DAYS_TO_REVISION * 24 * 60) }));
}

function drawsOf(
  { design }: TrialData,
  { id }: SubjectCourse,
  { arrival, outcomes }: VisitCourse,
  release: (result: ResultCourse) => Release,
): Draw[] {
  if (!outcomes) return [];
  const { laboratory, haemolysed } = outcomes;
  const order = dateText(arrival.day).slice(2).replaceAll('-', '');
  return (['fasting', 'post-meal'] as const).map((kind, index) => {
    const fasting = kind === 'fasting';
    const time = fasting ? outcomes.fastingDraw : outcomes.postMealDraw;
    const results = outcomes.results
      .filter(({ analyte }) => design.results[analyte.key]!.draw === kind)
      .map(release);
    return {
      number: `LAB-${order}-${id}-${index + 1}`,
      fasting,
      time,
      released: later(time, laboratory.hoursToRelease * 60),
      laboratory,
      haemolysed: haemolysed && fasting,
      status: reportStatus(results),
      results,
    };
  });
}

function reportStatus(results: Release[]): Draw['status'] {
  const some = (status: Release['status']) => results.some((result) => result.status === status);
  if (some('preliminary')) return 'partial';
  if (some('corrected')) return 'corrected';
  return results.every(({ status }) => status === 'cancelled') ? 'cancelled' : 'final';
}

/** The note of a correction belongs to the corrected version alone. */
function withoutNote({ note: _note, ...result }: ResultCourse): ResultCourse {
  return result;
}
