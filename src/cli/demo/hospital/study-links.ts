import type { TrialData } from './trial-data.ts';

const WORKFLOW_RESEARCH_STUDY = 'http://hl7.org/fhir/StructureDefinition/workflow-researchStudy';

/** The extension that ties a record to the study. */
export function studyLink({ design }: TrialData): Record<string, unknown> {
  return { url: WORKFLOW_RESEARCH_STUDY, valueReference: { reference: design.references.study } };
}

/** The extension that ties a record to a visit of the schedule. */
export function visitLink({ names }: TrialData, visit: string): Record<string, unknown> {
  return {
    url: names.structure('study-visit'),
    valueCoding: { system: names.codeSystem('exo-visit'), code: visit },
  };
}
