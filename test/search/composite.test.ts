import { useServer } from '../server-for-tests.ts';
import { matches, store } from './searching.ts';

const server = useServer();
const LOINC = 'http://loinc.org';
const code = (value: string) => ({ coding: [{ system: LOINC, code: value }] });
const quantity = (value: number) => ({
  value,
  unit: 'mmHg',
  system: 'http://unitsofmeasure.org',
  code: 'mm[Hg]',
});
const observation = (elements: object) => ({ status: 'final', code: code('85354-9'), ...elements });
const component = (of: string, value: object) => ({ code: code(of), ...value });

beforeAll(() =>
  store(server(), {
    'Observation/high': observation({
      component: [
        component('8480-6', { valueQuantity: quantity(150) }),
        component('8462-4', { valueQuantity: quantity(80) }),
      ],
    }),
    'Observation/low': observation({
      component: [
        component('8480-6', { valueQuantity: quantity(80) }),
        component('8462-4', { valueQuantity: quantity(150) }),
      ],
    }),
    'Observation/plain': { status: 'final', code: code('8480-6'), valueQuantity: quantity(150) },
    'Observation/concept': { status: 'final', code: code('883-9'), valueCodeableConcept: code('A') },
    'Observation/dated': { status: 'final', code: code('11778-8'), valueDateTime: '2025-05-01' },
    'Observation/text': { status: 'final', code: code('48767-8'), valueString: 'Mild, with cough' },
    'DocumentReference/new': {
      status: 'current',
      content: [{ attachment: { title: 'x' } }],
      relatesTo: [
        { code: 'replaces', target: { reference: 'DocumentReference/old' } },
        { code: 'signs', target: { reference: 'DocumentReference/other' } },
      ],
    },
    'DocumentReference/old': { status: 'superseded', content: [{ attachment: { title: 'x' } }] },
    'DocumentReference/other': { status: 'current', content: [{ attachment: { title: 'x' } }] },
  }),
);

it.each([
  ['Observation?component-code-value-quantity=8480-6$gt120', 'high'],
  ['Observation?component-code-value-quantity=http://loinc.org|8480-6$150', 'high'],
  ['Observation?component-code-value-quantity=8462-4$150', 'low'],
  ['Observation?component-code-value-quantity=8462-4$150,8480-6$150', 'high low'],
  ['Observation?component-code-value-quantity=8462-4$lt100||mm[Hg]', 'high'],
  ['Observation?code-value-quantity=8480-6$150', 'plain'],
  ['Observation?combo-code-value-quantity=8480-6$150', 'high plain'],
  ['Observation?combo-code-value-quantity=8480-6$lt100', 'low'],
  ['Observation?code-value-concept=883-9$A', 'concept'],
  ['Observation?code-value-concept=883-9$B', ''],
  ['Observation?code-value-date=11778-8$ge2025-04', 'dated'],
  ['Observation?code-value-string=48767-8$mild\\,', 'text'],
  ['DocumentReference?relationship=replaces$DocumentReference/old', 'new'],
  ['DocumentReference?relationship=signs$DocumentReference/old', ''],
  ['Observation?combo-code=8480-6', 'high low plain'],
  ['Observation?combo-value-quantity=150', 'high low plain'],
  ['Observation?combo-code:missing=false&combo-value-concept:missing=false', 'concept'],
])('a composite is met by one occurrence: %s', async (search, ids) => {
  expect((await matches(server(), search)).sort().join(' ')).toBe(ids);
});

it.each([
  [
    'Observation?code-value-quantity=8480-6',
    '2 parts were expected',
    'has 1 parts; expected [code]$[value-quantity]',
  ],
  ['Observation?code-value-quantity=8480-6$1$2', '3 parts', 'has 3 parts'],
  ['Observation?code-value-quantity=8480-6$', 'an empty part', 'expected [code]$[value-quantity]'],
  ['Observation?code-value-quantity:exact=8480-6$1', 'a modifier', "':exact'"],
  ['Observation?code-value-quantity=8480-6$much', 'no number', "'much'"],
  ['Observation?_sort=code-value-quantity', 'an order', 'no order'],
])('%s is refused: %s', async (search, _, said) => {
  const { status, issues } = await server().get(`/${search}`);
  expect(status).toBe(400);
  expect(issues[0]?.diagnostics).toContain(said);
});
