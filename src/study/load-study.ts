import { readdirSync } from 'node:fs';
import { asWritten, type ReadPublished } from '#conformance/published-files.ts';
import type { Resource } from '#fhir/resource.ts';
import { type AnalysisPlan, parseAnalysisPlan } from '#study/analysis-plan.ts';
import { parseSchedule, type Schedule } from '#study/schedule.ts';
import { type StudyCalendar, studyCalendar } from '#study/study-day.ts';
import { type AnalyteRules, loadAnalyteRules } from '#units/analyte-rules.ts';

/** The trial as data: a folder of resources, the analyte rules and the analysis plan. */
export interface Study {
  plan: AnalysisPlan;
  analytes: AnalyteRules;
  schedule: Schedule;
  calendar: StudyCalendar;
  researchStudy: Resource;
  /** Measures in the order of the plan's outcomes. */
  measures: Resource[];
  /** Every resource of the folder by `Type/id`. */
  resources: Map<string, Resource>;
}

function requireResource(resources: Map<string, Resource>, reference: string): Resource {
  const resource = resources.get(reference);
  if (!resource) throw new Error(`study: ${reference} is missing`);
  return resource;
}

/** Reads a study folder. Throws when a file does not fit or a resource that the plan names is missing. */
export function loadStudy(folder: URL, read: ReadPublished = asWritten): Study {
  const resources = new Map<string, Resource>();
  for (const file of readdirSync(folder).filter((name) => /^[A-Z]\w+-.+\.json$/.test(name))) {
    const resource = JSON.parse(read(new URL(file, folder))) as Resource;
    resources.set(`${resource.resourceType}/${resource.id}`, resource);
  }
  const plan = parseAnalysisPlan(JSON.parse(read(new URL('analysis-plan.json', folder))));
  return {
    plan,
    analytes: loadAnalyteRules(new URL('analytes.json', folder)),
    schedule: parseSchedule(requireResource(resources, plan.schedule)),
    calendar: studyCalendar(plan.timezone),
    researchStudy: requireResource(resources, plan.study),
    measures: plan.outcomes.map((outcome) => requireResource(resources, `Measure/${outcome.measure}`)),
    resources,
  };
}
