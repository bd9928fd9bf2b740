import type { Resource } from '#fhir/resource.ts';
import { coded, UCUM } from '../coded.ts';
import { dateText } from '../local-time.ts';
import type { SubjectRecord } from '../subject-record.ts';
import { siteTime, syntheticResource } from '../synthetic-resource.ts';
import type { Reference } from '../transaction.ts';

/** The steps of the life cycle that the demo goes through (ResearchSubject.status). */
export type LifeCycle =
  | 'pending-on-study'
  | 'on-study-intervention'
  | 'follow-up'
  | 'off-study'
  | 'withdrawn';

/** The ResearchSubject at one step of its life cycle; the arm is known from randomisation on. */
export function writeResearchSubject(record: SubjectRecord, status: LifeCycle, consent: Reference): Resource {
  const { trial, course, patient } = record;
  const over = status === 'off-study' || status === 'withdrawn';
  const end = course.left?.day ?? course.visits.at(-1)!.arrival.day;
  const { names, design } = trial;
  const actual = over ? actualArm(record) : undefined;
  return syntheticResource(trial, 'exo-research-subject', {
    resourceType: 'ResearchSubject',
    extension: extensions(record, status),
    identifier: [{ system: names.identifier('subject'), value: course.id }],
    status,
    period: { start: dateText(course.consented.day), ...(over ? { end: dateText(end) } : {}) },
    study: { reference: design.references.study },
    individual: patient,
    ...(status === 'pending-on-study' ? {} : { assignedArm: course.arm.name }),
    ...(actual ? { actualArm: actual } : {}),
    consent,
  });
}

function extensions({ trial, course }: SubjectRecord, status: LifeCycle): Record<string, unknown>[] {
  const { names } = trial;
  const age = { value: course.age, unit: 'years', system: UCUM, code: 'a' };
  const list: Record<string, unknown>[] = [{ url: names.structure('age-at-consent'), valueAge: age }];
  if (status !== 'pending-on-study') {
    const arm = { system: names.codeSystem('exo-study-arm'), code: course.arm.code };
    list.push({ url: names.structure('assigned-arm-code'), valueCoding: arm });
    list.push({ url: names.structure('randomised-at'), valueDateTime: siteTime(trial, course.randomised) });
  }
  if (status === 'withdrawn' && course.left) {
    const { code, display } = course.left.reason;
    const reason = coded(names.codeSystem('exo-withdrawal-reason'), code, display);
    list.push({ url: names.structure('withdrawal-reason'), valueCodeableConcept: reason });
  }
  return list;
}

/** The arm whose products are those that the subject was in fact given. */
function actualArm({ trial, course }: SubjectRecord): string | undefined {
  const doses = course.visits.flatMap((visit) => visit.doses).filter(({ missed }) => missed === undefined);
  const given = new Set(doses.map(({ product }) => product.code));
  return trial.arms.find(
    ({ products }) => products.length === given.size && products.every(({ code }) => given.has(code)),
  )?.name;
}
