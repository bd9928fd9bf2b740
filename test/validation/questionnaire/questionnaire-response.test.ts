import type { Questionnaire, QuestionnaireItem, QuestionnaireResponseItem } from '@medplum/fhirtypes';
import { loadDefinitions } from '#conformance/definitions.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import type { Resource } from '#fhir/resource.ts';
import { createValidator } from '#validation/validate.ts';

const definitions = loadDefinitions();
const url = 'http://a.org/Questionnaire/q';
type Item = Omit<QuestionnaireItem, 'linkId'> & { linkId: string };
type Answered = Partial<QuestionnaireResponseItem>;

/** The errors of a response to a Questionnaire of these items, as `code expression`. */
function issues(items: Item[], answers: Answered[], more: object = {}, severity = 'error'): string[] {
  const questionnaire = {
    resourceType: 'Questionnaire',
    url,
    status: 'active',
    item: items,
  } as Questionnaire;
  const validator = createValidator(definitions, {
    find: (type, canonical) =>
      type === 'Questionnaire' && canonical === url ? (questionnaire as never) : undefined,
  });
  const response = {
    resourceType: 'QuestionnaireResponse',
    status: 'completed',
    questionnaire: url,
    ...(answers.length > 0 ? { item: answers } : {}),
    ...more,
  };
  return validator
    .validate(parseJson(JSON.stringify(response)) as Resource)
    .filter((issue) => issue.severity === severity)
    .map(({ code, expression }) => `${code} ${expression?.replace('QuestionnaireResponse.', '')}`);
}
const text = (linkId: string, more: Partial<Item> = {}): Item => ({ linkId, type: 'string', ...more });
const answer = (linkId: string, ...answers: object[]): Answered => ({ linkId, answer: answers as never });
const CORE = 'http://hl7.org/fhir/StructureDefinition/';

it('is not checked without its Questionnaire, of which a warning tells', () => {
  expect(issues([], [answer('1', { valueString: 'x' })], { questionnaire: 'http://a.org/none' })).toEqual([]);
  expect(issues([], [], { questionnaire: 'http://a.org/none' }, 'warning')).toEqual([
    'not-found questionnaire',
  ]);
});

it('answers what the Questionnaire asks, in its order and where it asks', () => {
  const group: Item[] = [text('1'), { linkId: 'g', type: 'group', item: [text('g.1')] }];
  const inGroup = { linkId: 'g', item: [answer('g.1', { valueString: 'y' })] } as Answered;
  expect(issues(group, [answer('1', { valueString: 'x' }), inGroup])).toEqual([]);
  expect(issues(group, [inGroup, answer('1', { valueString: 'x' })])).toEqual(['structure item[1]']);
  expect(issues(group, [answer('g.1', { valueString: 'x' })])).toEqual(['structure item[0]']);
  expect(issues(group, [answer('nobody', { valueString: 'x' })])).toEqual(['structure item[0]']);
  expect(
    issues([text('1', { text: 'Name' })], [{ ...answer('1', { valueString: 'x' }), text: 'Other' }]),
  ).toEqual(['value item[0].text']);
});

it('answers what is required, unless answers may still come', () => {
  const required = [text('1', { required: true })];
  expect(issues(required, [answer('1', { valueString: 'x' })])).toEqual([]);
  expect(issues(required, [])).toEqual(['required QuestionnaireResponse']);
  expect(issues(required, [], { status: 'in-progress' })).toEqual([]);
  expect(issues(required, [], { status: 'in-progress' }, 'warning')).toEqual([
    'required QuestionnaireResponse',
  ]);
  const group: Item[] = [{ linkId: 'g', type: 'group', required: true, item: [text('1')] }];
  expect(issues(group, [{ linkId: 'g' }])).toEqual(['required item[0]']);
});

it('repeats where the Questionnaire does', () => {
  const two = [{ valueString: 'x' }, { valueString: 'y' }];
  expect(issues([text('1', { repeats: true })], [answer('1', ...two)])).toEqual([]);
  expect(issues([text('1')], [answer('1', ...two)])).toEqual(['structure item[0].answer']);
  const group: Item[] = [{ linkId: 'g', type: 'group', item: [text('1')] }];
  const filled = { linkId: 'g', item: [answer('1', { valueString: 'x' })] } as Answered;
  expect(issues(group, [filled, filled])).toEqual(['structure item[1]']);
  expect(issues([{ ...group[0]!, repeats: true }], [filled, filled])).toEqual([]);
});

it.each([
  ['boolean', { valueBoolean: true }, { valueString: 'x' }],
  ['decimal', { valueDecimal: 1.5 }, { valueInteger: 1 }],
  ['integer', { valueInteger: 1 }, { valueDecimal: 1.5 }],
  ['date', { valueDate: '2025-01-01' }, { valueDateTime: '2025-01-01' }],
  ['text', { valueString: 'x' }, { valueCoding: { code: 'x' } }],
  ['url', { valueUri: 'http://a.org' }, { valueString: 'x' }],
  ['quantity', { valueQuantity: { value: 1 } }, { valueString: '1' }],
  ['reference', { valueReference: { reference: 'Patient/1' } }, { valueString: 'Patient/1' }],
  ['choice', { valueCoding: { code: 'x' } }, { valueBoolean: true }],
  ['open-choice', { valueString: 'x' }, { valueDecimal: 1 }],
])('answers a question of type %s in its type', (type, right, wrong) => {
  const item = [{ linkId: '1', type } as Item];
  expect(issues(item, [answer('1', right)])).toEqual([]);
  expect(issues(item, [answer('1', wrong)])).toEqual([
    expect.stringMatching(/^structure item\[0\].answer\[0\].value/),
  ]);
});

it('gives a group or a display no answer', () => {
  for (const type of ['group', 'display'] as const)
    expect(issues([{ linkId: '1', type, text: 'x' }], [answer('1', { valueString: 'x' })])).toContain(
      'structure item[0].answer',
    );
});

it('chooses among the options', () => {
  const coding = (code: string) => ({ valueCoding: { system: 'http://a.org', code } });
  const choice = (type: 'choice' | 'open-choice'): Item[] => [
    { linkId: '1', type, answerOption: [coding('a'), coding('b')] },
  ];
  expect(issues(choice('choice'), [answer('1', coding('b'))])).toEqual([]);
  expect(issues(choice('choice'), [answer('1', coding('c'))])).toEqual([
    'code-invalid item[0].answer[0].value.ofType(Coding)',
  ]);
  expect(issues(choice('choice'), [answer('1', { valueString: 'free' })])).toHaveLength(1);
  expect(issues(choice('open-choice'), [answer('1', { valueString: 'free' })])).toEqual([]);
  const ofSet: Item[] = [
    { linkId: '1', type: 'choice', answerValueSet: 'http://hl7.org/fhir/ValueSet/administrative-gender' },
  ];
  const gender = (code: string) => ({
    valueCoding: { system: 'http://hl7.org/fhir/administrative-gender', code },
  });
  expect(issues(ofSet, [answer('1', gender('male'))])).toEqual([]);
  expect(issues(ofSet, [answer('1', gender('none'))])).toContain(
    'code-invalid item[0].answer[0].value.ofType(Coding)',
  );
});

describe('limits', () => {
  const limited = (type: string, name: string, value: object, more: Partial<Item> = {}): Item[] => [
    { linkId: '1', type, extension: [{ url: `${CORE}${name}`, ...value }], ...more } as Item,
  ];

  it('of length and form', () => {
    expect(issues([text('1', { maxLength: 2 })], [answer('1', { valueString: 'abc' })])).toHaveLength(1);
    expect(
      issues(limited('string', 'minLength', { valueInteger: 2 }), [answer('1', { valueString: 'a' })]),
    ).toHaveLength(1);
    const digits = limited('string', 'regex', { valueString: '[0-9]+' });
    expect(issues(digits, [answer('1', { valueString: '123' })])).toEqual([]);
    expect(issues(digits, [answer('1', { valueString: '12a' })])).toHaveLength(1);
  });

  it('of form, by a pattern that would hang JavaScript', () => {
    const hostile = limited('string', 'regex', { valueString: '(a+)+' });
    expect(issues(hostile, [answer('1', { valueString: `${'a'.repeat(5000)}!` })])).toHaveLength(1);
  });

  it('of numbers, by the digits that were sent', () => {
    const places = limited('decimal', 'maxDecimalPlaces', { valueInteger: 2 });
    const sent = (digits: string) => {
      const response = `{"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"${url}","item":[{"linkId":"1","answer":[{"valueDecimal":${digits}}]}]}`;
      const find = (type: string) =>
        type === 'Questionnaire'
          ? ({ resourceType: 'Questionnaire', url, item: places } as never)
          : undefined;
      return createValidator(definitions, { find })
        .validate(parseJson(response) as Resource)
        .filter(({ severity }) => severity === 'error');
    };
    expect(sent('5.12')).toEqual([]);
    expect(sent('5.120')).toHaveLength(1);
    const least = limited('integer', 'minValue', { valueInteger: 20 });
    expect(issues(least, [answer('1', { valueInteger: 20 })])).toEqual([]);
    expect(issues(least, [answer('1', { valueInteger: 19 })])).toHaveLength(1);
  });
});

describe('an item with enableWhen', () => {
  const asked = (required: boolean): Item[] => [
    { linkId: '1', type: 'boolean' },
    text('2', { required, enableWhen: [{ question: '1', operator: '=', answerBoolean: true }] }),
  ];
  const yes = answer('1', { valueBoolean: true });
  const no = answer('1', { valueBoolean: false });
  const told = answer('2', { valueString: 'x' });

  it('is answered where it is enabled', () => {
    expect(issues(asked(true), [yes, told])).toEqual([]);
    expect(issues(asked(true), [yes])).toEqual(['required QuestionnaireResponse']);
  });

  it('is not answered, nor missed, where it is not', () => {
    expect(issues(asked(true), [no])).toEqual([]);
    expect(issues(asked(false), [no, told])).toEqual(['structure item[1]']);
  });

  it('compares by its operator, and counts all conditions or any', () => {
    const conditions = (enableBehavior: 'all' | 'any'): Item[] => [
      { linkId: '1', type: 'integer' },
      text('2', {
        required: true,
        enableBehavior,
        enableWhen: [
          { question: '1', operator: '>', answerInteger: 5 },
          { question: '1', operator: '<', answerInteger: 3 },
        ],
      }),
    ];
    const seven = answer('1', { valueInteger: 7 });
    expect(issues(conditions('any'), [seven])).toEqual(['required QuestionnaireResponse']);
    expect(issues(conditions('all'), [seven])).toEqual([]);
  });
});
