import { diagnosticsOf, issuesOf, issuesWith, observation, patient } from '../issues-of.ts';

it('evaluates the invariants of a resource', () => {
  const resource = observation({ dataAbsentReason: { text: 'haemolysed' } });
  expect(issuesOf(resource)).toEqual(['invariant Observation obs-6']);
  expect(diagnosticsOf(resource)).toBe(
    'obs-6: dataAbsentReason SHALL only be present if Observation.value[x] is not present.',
  );
});

it('evaluates those of datatypes and backbone elements where they stand', () => {
  expect(issuesOf(observation({ valueQuantity: { value: 1, code: '%' } }))).toEqual([
    'invariant Observation.value.ofType(Quantity) qty-3',
  ]);
  expect(issuesOf(patient({ contact: [{ gender: 'female' }] }))).toEqual([
    'invariant Patient.contact[0] pat-1',
  ]);
});

it('evaluates them in repeated content', () => {
  const item = [{ linkId: '1', type: 'group', item: [{ linkId: '1.1', type: 'display', required: true }] }];
  expect(issuesOf({ resourceType: 'Questionnaire', status: 'draft', item })).toEqual([
    'invariant Questionnaire.item[0].item[0] que-6',
  ]);
});

it('knows the resource around an element', () => {
  const code = { coding: [{ system: 'http://loinc.org', code: '4548-4' }] };
  expect(issuesOf(observation({ component: [{ code, valueString: 'x' }] }))).toEqual([
    'invariant Observation obs-7',
  ]);
});

it('reports rules that are only advice as warnings', () => {
  const valueSet = { resourceType: 'ValueSet', status: 'draft', name: 'my values' };
  expect(issuesOf(valueSet)).toEqual([]);
  expect(issuesWith(valueSet, 'warning')).toEqual(['invariant ValueSet vsd-0']);
});

it('does not ask for narrative', () => {
  expect(issuesOf(patient({}))).toEqual([]);
});

describe('where the expression of R4 misses its own words', () => {
  const period = (start: string, end: string) =>
    issuesOf(patient({ name: [{ text: 'x', period: { start, end } }] }));

  it('takes a period whose ends are known to different precision', () => {
    expect(period('2025-06-03', '2025-06')).toEqual([]);
    expect(period('2025-06', '2025-12')).toEqual([]);
    expect(period('2025-06', '2025-05-31')).toEqual(['invariant Patient.name[0].period per-1']);
  });

  it('asks for enableBehavior from two conditions on', () => {
    const enableWhen = ['a', 'b'].map((question) => ({ question, operator: 'exists', answerBoolean: true }));
    const questions = ['a', 'b'].map((linkId) => ({ linkId, type: 'string' }));
    const item = [{ linkId: '1', type: 'string', enableWhen }, ...questions];
    expect(issuesOf({ resourceType: 'Questionnaire', status: 'draft', item })).toEqual([
      'invariant Questionnaire.item[0] que-12',
    ]);
  });
});
