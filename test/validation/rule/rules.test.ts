import type { ElementDefinition } from '@medplum/fhirtypes';
import { loadDefinitions } from '#conformance/definitions.ts';
import type { Resource } from '#fhir/resource.ts';
import { createValidator } from '#validation/validate.ts';
import { BASE, profile, structuresWith } from '../../conformance/snapshot/structures.ts';
import { issuesOf, issuesWith } from '../issues-of.ts';

const definitions = loadDefinitions();
const canonical = (resourceType: string, elements: object): Resource => ({
  resourceType,
  url: `http://a.org/${resourceType}/x`,
  name: 'X',
  status: 'draft',
  ...elements,
});

describe('a canonical resource', () => {
  it('has an absolute url, as has whatever names one', () => {
    expect(issuesOf(canonical('ValueSet', { url: 'ValueSet/x' }))).toEqual([
      'value ValueSet.url references.html#canonical',
    ]);
    const response = { resourceType: 'QuestionnaireResponse', status: 'completed' };
    expect(issuesOf({ ...response, questionnaire: 'Questionnaire/x' })).toEqual([
      'value QuestionnaireResponse.questionnaire datatypes.html#canonical',
    ]);
    expect(
      issuesOf({ ...response, questionnaire: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520|1' }),
    ).toEqual([]);
  });
});

describe('CodeSystem', () => {
  const codeSystem = (elements: object) => canonical('CodeSystem', { content: 'complete', ...elements });

  it('says what it supplements, and only a supplement does', () => {
    expect(issuesOf(codeSystem({ content: 'supplement' }))[0]).toMatch(/^value CodeSystem.supplements/);
    expect(issuesOf(codeSystem({ supplements: 'http://loinc.org' }))[0]).toMatch(/^value CodeSystem.content/);
  });

  it('supplements codes that are there', () => {
    const gender = (code: string) =>
      codeSystem({
        content: 'supplement',
        supplements: 'http://hl7.org/fhir/administrative-gender',
        concept: [{ code }],
      });
    expect(issuesOf(gender('male'))).toEqual([]);
    expect(issuesOf(gender('x'))[0]).toMatch(/^code-invalid CodeSystem.concept\[0\]/);
  });

  it('gives its concepts properties that it defines, in their type', () => {
    const of = (property: object) =>
      issuesOf(
        codeSystem({
          property: [{ code: 'weight', type: 'integer' }],
          concept: [{ code: 'a', property: [property] }],
        }),
      );
    expect(of({ code: 'weight', valueInteger: 1 })).toEqual([]);
    expect(of({ code: 'weight', valueString: '1' })[0]).toMatch(/concept\[0\].property\[0\].value /);
    expect(of({ code: 'colour', valueString: 'red' })[0]).toMatch(/concept\[0\].property\[0\].code /);
    expect(of({ code: 'inactive', valueBoolean: true })).toEqual([]);
  });

  it('defines the properties of R4 in the type that they have', () => {
    const uri = 'http://hl7.org/fhir/concept-properties#notSelectable';
    expect(issuesOf(codeSystem({ property: [{ code: 'x', uri, type: 'boolean' }] }))).toEqual([]);
    expect(issuesOf(codeSystem({ property: [{ code: 'x', uri, type: 'dateTime' }] }))[0]).toMatch(
      /property\[0\].type /,
    );
  });
});

describe('ValueSet', () => {
  const stored = canonical('CodeSystem', {
    content: 'complete',
    property: [
      { code: 'weight', type: 'integer' },
      { code: 'near', type: 'Coding' },
    ],
  });
  const validator = createValidator(definitions, {
    find: (type, url) => (type === 'CodeSystem' && url === stored.url ? (stored as never) : undefined),
  });
  const filtered = (property: string, value: string) =>
    validator
      .validate(
        canonical('ValueSet', {
          compose: { include: [{ system: stored.url, filter: [{ property, op: '=', value }] }] },
        }),
      )
      .filter(({ severity }) => severity === 'error')
      .map(({ expression }) => expression);

  it('names its systems by absolute uris', () => {
    const include = [{ system: '#contained' }];
    expect(issuesOf(canonical('ValueSet', { compose: { include } }))[0]).toMatch(/include\[0\].system /);
  });

  it('filters by values of the type of the property', () => {
    expect(filtered('weight', '3')).toEqual([]);
    expect(filtered('weight', 'heavy')).toEqual(['ValueSet.compose.include[0].filter[0].value']);
    expect(filtered('near', 'http://hl7.org/fhir/administrative-gender#male')).toEqual([]);
    expect(filtered('near', 'male')).toEqual(['ValueSet.compose.include[0].filter[0].value']);
    expect(filtered('near', 'http://hl7.org/fhir/administrative-gender#x')).toEqual([
      'ValueSet.compose.include[0].filter[0].value',
    ]);
  });

  it('warns of a code that its system does not have', () => {
    const include = [{ system: 'http://hl7.org/fhir/administrative-gender', concept: [{ code: 'x' }] }];
    const valueSet = canonical('ValueSet', { compose: { include } });
    expect(issuesOf(valueSet)).toEqual([]);
    expect(issuesWith(valueSet, 'warning')[0]).toMatch(/include\[0\].concept\[0\] /);
  });
});

it('ConceptMap relates codes of the systems of its groups', () => {
  const map = (code: string, target: string) =>
    issuesOf(
      canonical('ConceptMap', {
        group: [
          {
            source: 'http://hl7.org/fhir/administrative-gender',
            target: 'http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender',
            element: [{ code, target: [{ code: target, equivalence: 'equal' }] }],
          },
        ],
      }),
    );
  expect(map('male', 'M')).toEqual([]);
  expect(map('x', 'M')[0]).toMatch(/group\[0\].element\[0\].code /);
  expect(map('male', 'X')[0]).toMatch(/element\[0\].target\[0\].code /);
});

describe('SearchParameter', () => {
  const parameter = (elements: object) =>
    issuesOf(
      canonical('SearchParameter', {
        description: 'x',
        code: 'x',
        base: ['Patient'],
        type: 'string',
        expression: 'Patient.name',
        ...elements,
      }),
    );

  it('has an expression that can be read', () => {
    expect(parameter({})).toEqual([]);
    expect(parameter({ expression: 'Patient.name(' })).toEqual([
      'invalid SearchParameter.expression StructureDefinition/SearchParameter#SearchParameter.expression',
    ]);
  });

  it('has two components where it is composite, and else none', () => {
    const component = { definition: 'http://hl7.org/fhir/SearchParameter/Patient-name', expression: 'name' };
    expect(parameter({ type: 'composite', component: [component, component] })).toEqual([]);
    expect(parameter({ type: 'composite', component: [component] })[0]).toMatch(
      /^structure SearchParameter.component/,
    );
  });

  it('is of the type of what it is derived from', () => {
    const derivedFrom = 'http://hl7.org/fhir/SearchParameter/individual-birthdate';
    expect(parameter({ derivedFrom, type: 'date' })).toEqual([]);
    expect(parameter({ derivedFrom })[0]).toMatch(/^value SearchParameter.type/);
  });
});

it('CapabilityStatement gives search parameters the type that they have', () => {
  const searchParam = (type: string) =>
    issuesOf({
      resourceType: 'CapabilityStatement',
      description: 'x',
      status: 'draft',
      date: '2026-01-01',
      kind: 'requirements',
      fhirVersion: '4.0.1',
      format: ['json'],
      rest: [
        {
          mode: 'server',
          resource: [
            {
              type: 'Patient',
              searchParam: [
                { name: 'x', type, definition: 'http://hl7.org/fhir/SearchParameter/individual-birthdate' },
              ],
            },
          ],
        },
      ],
    });
  expect(searchParam('date')).toEqual([]);
  expect(searchParam('token')[0]).toMatch(/searchParam\[0\].type /);
});

it('Questionnaire enables items by others of its own', () => {
  const item = (question: string) => [
    { linkId: '1', type: 'boolean' },
    { linkId: '2', type: 'string', enableWhen: [{ question, operator: '=', answerBoolean: true }] },
  ];
  expect(issuesOf(canonical('Questionnaire', { item: item('1') }))).toEqual([]);
  expect(issuesOf(canonical('Questionnaire', { item: item('3') }))[0]).toMatch(
    /item\[1\].enableWhen\[0\].question /,
  );
});

describe('StructureDefinition', () => {
  const base = profile('base', 'Patient', [
    { id: 'Patient.name', path: 'Patient.name', min: 1 },
    { id: 'Patient.gender', path: 'Patient.gender', fixedCode: 'female' },
  ]);
  const validator = createValidator(definitions, { structures: structuresWith(base) });
  const issues = (element: object, more: object = {}) =>
    validator
      .validate(profile('p', 'Patient', [element as ElementDefinition], more) as never)
      .filter(({ severity }) => severity === 'error')
      .map(({ code, expression }) => `${code} ${expression}`);
  const derived = { baseDefinition: base.url };

  it('constrains what its base has', () => {
    expect(issues({ id: 'Patient.name', path: 'Patient.name', min: 1 })).toEqual([]);
    expect(issues({ id: 'Patient.nam', path: 'Patient.nam', min: 1 })).toEqual([
      'processing StructureDefinition.differential',
    ]);
  });

  it('narrows, and never widens', () => {
    const where = 'business-rule StructureDefinition.differential.element[0]';
    expect(issues({ id: 'Patient.gender', path: 'Patient.gender', max: '2' })).toEqual([where]);
    expect(issues({ id: 'Patient.name', path: 'Patient.name', min: 0 }, derived)).toEqual([where]);
    expect(issues({ id: 'Patient.gender', path: 'Patient.gender', fixedCode: 'male' }, derived)).toEqual([
      where,
    ]);
    expect(issues({ id: 'Patient.gender', path: 'Patient.gender', fixedCode: 'female' }, derived)).toEqual(
      [],
    );
    const binding = { strength: 'preferred', valueSet: 'http://hl7.org/fhir/ValueSet/administrative-gender' };
    expect(issues({ id: 'Patient.gender', path: 'Patient.gender', binding })).toEqual([where]);
  });

  it('has constraints that can be read', () => {
    const constraint = [{ key: 'own-1', severity: 'error', human: 'x', expression: 'name.exists(' }];
    expect(issues({ id: 'Patient', path: 'Patient', constraint })).toEqual([
      'invalid StructureDefinition.differential.element[0].constraint[0]',
    ]);
  });

  it('is not compared with a base that is not known', () => {
    expect(issues({ id: 'Patient.nam', path: 'Patient.nam' }, { baseDefinition: `${BASE}nobody` })).toEqual(
      [],
    );
  });
});

it('MeasureReport has the groups, populations and stratifiers of its Measure', () => {
  const concept = (code: string) => ({ coding: [{ system: 'http://a.org/c', code }] });
  const measure = canonical('Measure', {
    group: [
      { code: concept('g'), population: [{ code: concept('p') }], stratifier: [{ code: concept('s') }] },
      { code: concept('h') },
    ],
  });
  const validator = createValidator(definitions, {
    find: (type, url) => (type === 'Measure' && url === measure.url ? (measure as never) : undefined),
  });
  const issues = (group: object) =>
    validator
      .validate({
        resourceType: 'MeasureReport',
        status: 'complete',
        type: 'summary',
        measure: measure.url,
        period: { start: '2025' },
        group: [group],
      })
      .filter(({ severity }) => severity === 'error')
      .map(({ expression, profile: by }) => `${expression} ${by}`);
  expect(issues({ code: concept('g'), population: [{ code: concept('p') }] })).toEqual([]);
  expect(issues({ code: concept('x') })).toEqual([`MeasureReport.group[0] ${measure.url}`]);
  expect(issues({ population: [] })).toHaveLength(2);
  expect(issues({ code: concept('g'), population: [{ code: concept('x') }] })).toEqual([
    `MeasureReport.group[0].population[0] ${measure.url}`,
  ]);
});

describe.each([
  ['a filter that is no list', { include: [{ system: 'http://loinc.org', filter: { op: '=' } }] }],
  [
    'a value that is no text',
    { include: [{ system: BASE, filter: [{ property: 'p', op: 'is-a', value: 1 }] }] },
  ],
  ['parts that are no list', { include: [{ system: BASE, filter: [] }], exclude: { system: BASE } }],
])('a value set with %s', (_, compose) => {
  it('is an error, and does not stop the rules', () => {
    expect(issuesOf(canonical('ValueSet', { compose })).length).toBeGreaterThan(0);
  });
});

it('StructureDefinition does not build on itself', () => {
  const own = profile('own', 'Patient', [{ id: 'Patient.name', path: 'Patient.name', min: 1 }]);
  const issues = issuesOf({ ...own, baseDefinition: own.url } as unknown as Resource);
  expect(issues).toContain(
    'business-rule StructureDefinition.baseDefinition StructureDefinition/StructureDefinition#StructureDefinition',
  );
});
