import type { Observation, Resource } from '@medplum/fhirtypes';
import type { TrialData } from './hospital/trial-data.ts';

/** What came back: matches and included resources apart. */
interface Found {
  total: number | undefined;
  found: Resource[];
  included: Resource[];
}

/** A search, and how its result is told in one line. */
export interface RegistrySearch {
  question: string;
  type: string;
  query: Record<string, string>;
  tell: (result: Found) => string;
}

const count = ({ total }: Found) => String(total ?? 'no total');

/** The searches that a registry would run on this trial; the arm is found by the trial's own SearchParameter. */
export function registrySearches(trial: TrialData): RegistrySearch[] {
  return [...enrolmentSearches(trial), ...resultSearches(trial), ...safetySearches(trial)];
}

function enrolmentSearches({ design, lots, arms }: TrialData): RegistrySearch[] {
  const { study } = design.references;
  const { product } = design.questions;
  const medication = (lots.get(product) ?? []).map(({ reference }) => reference).join(',');
  return [
    {
      question: 'How many people take part?',
      type: 'Patient',
      query: { '_has:ResearchSubject:individual:study': study, _summary: 'count' },
      tell: count,
    },
    ...arms.map(({ name }) => ({
      question: `How many are assigned to ${name}?`,
      type: 'Patient',
      query: { '_has:ResearchSubject:individual:assigned-arm': name, _summary: 'count' },
      tell: count,
    })),
    {
      question: 'How many have completed the trial, and how many have withdrawn?',
      type: 'ResearchSubject',
      query: { study, status: 'off-study,withdrawn', _elements: 'status', _count: '200' },
      tell: ({ found }) => {
        const withdrawn = found.filter(
          (subject) => 'status' in subject && subject.status === 'withdrawn',
        ).length;
        return `${found.length - withdrawn} completed, ${withdrawn} withdrawn`;
      },
    },
    {
      question: `How many were given ${product}?`,
      type: 'Patient',
      query: { '_has:MedicationAdministration:subject:medication': medication, _summary: 'count' },
      tell: count,
    },
  ];
}

function resultSearches({ names, design, analytes }: TrialData): RegistrySearch[] {
  const { analyte, above, since, subject } = design.questions;
  const { system, code: value, name, canonicalUnit } = analytes.find(({ key }) => key === analyte)!;
  const code = `${system}|${value}`;
  return [
    {
      question: `The latest ${name} since ${since}, with whose they are`,
      type: 'Observation',
      query: { code, date: `ge${since}`, _sort: '-date', _count: '5', _include: 'Observation:subject' },
      tell: ({ found, included }) => `${found.map(printed).join(', ')} of ${included.length} subjects`,
    },
    {
      question: `How many ${name} of ${above} ${canonicalUnit} or more?`,
      type: 'Observation',
      query: {
        code,
        'value-quantity': `ge${above}|http://unitsofmeasure.org|${canonicalUnit}`,
        _summary: 'count',
      },
      tell: count,
    },
    {
      question: `The last five results of ${subject}`,
      type: 'Observation',
      query: {
        'subject:Patient.identifier': `${names.identifier('subject')}|${subject}`,
        category: 'laboratory',
        _sort: '-date',
        _count: '5',
      },
      tell: ({ found }) => found.map(printed).join(', '),
    },
    {
      question: 'How many results were corrected after their release?',
      type: 'Observation',
      query: { status: 'corrected', _summary: 'count' },
      tell: count,
    },
  ];
}

function safetySearches({ design }: TrialData): RegistrySearch[] {
  const { study } = design.references;
  return [
    {
      question: 'Who had adverse events, and how many?',
      type: 'Patient',
      query: {
        '_has:AdverseEvent:subject:study': study,
        _revinclude: 'AdverseEvent:subject',
        _count: '200',
      },
      tell: ({ found, included }) => `${found.length} subjects, ${included.length} events`,
    },
    {
      question: 'How many doses were not given?',
      type: 'MedicationAdministration',
      query: { status: 'not-done', _summary: 'count' },
      tell: count,
    },
  ];
}

function printed(resource: Resource): string {
  const { valueQuantity, dataAbsentReason } = resource as Observation;
  if (!valueQuantity) return dataAbsentReason?.coding?.[0]?.display ?? 'no value';
  return `${valueQuantity.comparator ?? ''}${valueQuantity.value} ${valueQuantity.unit}`;
}
