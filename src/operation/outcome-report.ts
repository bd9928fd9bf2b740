import type { Definitions } from '#conformance/definitions.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import { serializeJson } from '#fhir/json/serialize-json.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { type Answer, versionAnswer } from '#interaction/answer.ts';
import { createBreathe } from '#interaction/breathe.ts';
import { parseSearch } from '#search/parse-search.ts';
import { searchError } from '#search/search-error.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { findSubjects } from '#study/find-subjects.ts';
import type { Study } from '#study/load-study.ts';

/** The canonical of the OperationDefinition in profiles/. */
export const OUTCOME_REPORT = 'OperationDefinition/outcome-report';

/** What the report needs. */
export interface ReportRooms {
  store: ResourceStore;
  definitions: Definitions;
  /** The trial as data; undefined if this server serves none. */
  study: () => Study | undefined;
  /** Whether MeasureReports name the resources that they were computed from, which are those of single subjects. */
  citesSubjects: boolean;
  /** Name and version of the server, for the report's provenance. */
  software: string;
  now: () => Date;
}

const OUTPUTS = ['json', 'csv', 'html', 'text', 'measure-reports'] as const;
type Output = (typeof OUTPUTS)[number];

/**
 * `GET ResearchStudy/[id]/$outcome-report?output=...`: the trial's outcome report over all resources stored
 * now, computed through the FHIRPath criteria of the stored Measures. Outputs: json (default), csv, html,
 * text, and measure-reports, a collection Bundle with one MeasureReport an outcome.
 */
export async function outcomeReport(
  { id, query }: { id: string; query: string },
  rooms: ReportRooms,
): Promise<Answer> {
  const output = readOutput(query);
  const study = await storedStudy(id, rooms);
  // The statistics take a moment to load; a server that is never asked for a report does not pay for them.
  const [{ outcomeReport: compute }, formats] = await Promise.all([
    import('#report/outcome-report.ts'),
    import('#report/formats.ts'),
  ]);
  const subjects = await findSubjects(id, { store: rooms.store, breathe: createBreathe() });
  const { definitions, software, now } = rooms;
  const { report, measureReports } = await compute({
    study,
    subjects,
    definitions,
    date: now().toISOString(),
    server: software,
  });
  if (output === 'measure-reports') {
    const entry = measureReports.map((resource) => ({
      resource: rooms.citesSubjects ? resource : { ...resource, evaluatedResource: undefined },
    }));
    return {
      status: 200,
      headers: {},
      body: serializeJson({ resourceType: 'Bundle', type: 'collection', entry }),
    };
  }
  const { contentType, text } = formats.formatReport(report, output);
  return { status: 200, headers: {}, contentType, body: text };
}

function readOutput(query: string): Output {
  let output: Output = 'json';
  for (const { name, value } of parseSearch(query)) {
    const found = OUTPUTS.find((o) => o === value);
    if (name === 'output' && found) output = found;
    else if (name !== '_format' && name !== '_pretty') {
      throw searchError(
        `'${name}=${value.slice(0, 40)}' is no parameter of $outcome-report; expected output=${OUTPUTS.join('|')}`,
        OUTCOME_REPORT,
      );
    }
  }
  return output;
}

/** The study as it is stored now: the plan is a file of the server, study, schedule and Measures are resources. */
async function storedStudy(id: string, { store, study }: ReportRooms): Promise<Study> {
  const stored = versionAnswer(await store.read('ResearchStudy', id), `ResearchStudy/${id}`);
  const planned = study();
  if (!planned || planned.plan.study !== `ResearchStudy/${id}`) {
    throw refuse(422, 'business-rule', `this server has no analysis plan for ResearchStudy/${id}`, {
      source: OUTCOME_REPORT,
    });
  }
  const measures: Resource[] = [];
  for (const measure of planned.measures)
    measures.push(
      parse(versionAnswer(await store.read('Measure', measure.id as string), `Measure/${measure.id}`)),
    );
  return { ...planned, researchStudy: parse(stored), measures };
}

const parse = ({ body }: Answer): Resource => parseJson(body as string) as Resource;
