import { asWritten, type ReadPublished } from '#conformance/published-files.ts';
import type { Resource } from '#fhir/resource.ts';
import { loadStudy } from '#study/load-study.ts';
import type { AnalyteRules } from '#units/analyte-rules.ts';
import type { CohortDesign } from './cohort-design.ts';
import { type ScheduleResource, studyVisits } from './study-visits.ts';
import type { Coding, Distribution, Lot, Questionnaire, SyntheticAnalyte, TrialData } from './trial-data.ts';
import { trialNames } from './trial-names.ts';

/** The part of analytes.json that is there for synthetic data. */
interface SyntheticPart {
  key: string;
  reference?: { normal?: [number | null, number | null] };
  synthetic: Distribution & { corrLogWithFBG?: number; corrWithLogFBG?: number };
}

/** Reads a study folder (see study/README.md) for the generator. Throws when a part is missing or does not fit. */
export function loadTrialData(folder: URL, readPublished: ReadPublished = asWritten): TrialData {
  const { plan, analytes: rules, resources } = loadStudy(folder, readPublished);
  const read = (file: string) => JSON.parse(readPublished(new URL(file, folder)));
  const all = (type: string) => [...resources.values()].filter(({ resourceType }) => resourceType === type);
  const design: CohortDesign = read('synthetic-cohort.json');
  const lots = lotsByProduct(all('Medication') as unknown as MedicationLot[]);
  return {
    names: trialNames(plan.canonicalBase),
    arms: plan.arms.map(({ code, name, products }) => ({
      code,
      name,
      products: products.map((product) => productOf(lots, product)),
    })),
    visits: studyVisits(resources.get(plan.schedule) as unknown as ScheduleResource, design.schedule),
    lots,
    rules,
    analytes: syntheticAnalytes(read('analytes.json'), rules, design, all('ActivityDefinition')),
    questionnaire: questionnaireShape(all('Questionnaire')[0]),
    design,
  };
}

interface MedicationLot {
  id: string;
  code: { coding: [Coding] };
  batch: { expirationDate: string };
}

function lotsByProduct(medications: MedicationLot[]): Map<string, Lot[]> {
  const lots = medications.map(({ id, code, batch }) => ({
    product: code.coding[0],
    reference: `Medication/${id}`,
    expires: batch.expirationDate,
  }));
  return Map.groupBy(lots, ({ product }) => product.code);
}

function productOf(lots: Map<string, Lot[]>, code: string): Coding {
  const lot = lots.get(code)?.[0];
  if (!lot) throw new Error(`study: no lot of ${code}`);
  return lot.product;
}

/** The activity that orders a test has the official name of its code. */
function syntheticAnalytes(
  { analytes }: { analytes: SyntheticPart[] },
  rules: AnalyteRules,
  { correlateWith }: CohortDesign,
  activities: Resource[],
): SyntheticAnalyte[] {
  const codings = activities.flatMap(({ code }) => (code as { coding?: Coding[] }).coding ?? []);
  const displays = new Map(codings.map(({ code, display }) => [code, display]));
  return analytes.map(({ key, reference, synthetic }) => {
    const rule = rules.analytes.get(key)!;
    const { corrLogWithFBG, corrWithLogFBG, ...distribution } = synthetic;
    const correlation = key === correlateWith ? 1 : (corrLogWithFBG ?? corrWithLogFBG ?? 0);
    return {
      ...rule,
      display: displays.get(rule.code) ?? rule.name,
      normal: reference?.normal,
      distribution: { ...distribution, correlation },
    };
  });
}

interface QuestionnaireResource {
  url: string;
  version: string;
  item: { linkId: string; code: [Coding]; item: QuestionnaireItem[] }[];
}

interface QuestionnaireItem {
  linkId: string;
  answerOption: { valueCoding: Coding }[];
}

function questionnaireShape(resource: unknown): Questionnaire {
  const { url, version, item: scales } = resource as QuestionnaireResource;
  return {
    canonical: `${url}|${version}`,
    answers: { system: scales[0]!.item[0]!.answerOption[0]!.valueCoding.system },
    scales: scales.map(({ linkId, code, item }) => ({
      key: linkId,
      code: code[0],
      items: item.map((question) => question.linkId),
    })),
  };
}
