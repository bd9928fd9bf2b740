import type { Resource } from '#fhir/resource.ts';
import { store } from '../../search/searching.ts';
import { type Reply, useServer } from '../../server-for-tests.ts';

const server = useServer();

const LOINC = 'http://loinc.org';
const UCUM = 'http://unitsofmeasure.org';
const coded = (...codes: string[]) => ({ coding: codes.map((code) => ({ system: LOINC, code })) });
const quantity = (value: number, code: string) => ({
  valueQuantity: { value, unit: code, system: UCUM, code },
});
const measured = (code: object, at: string, value: object, elements: object = {}) => ({
  status: 'final',
  code,
  subject: { reference: 'Patient/p' },
  effectiveDateTime: at,
  ...value,
  ...elements,
});

const RATES = [2, 4, 4, 4, 5, 5, 7, 9];
const rate = (i: number) => `Observation/rate${i}`;
const pressure = (at: string, systolic: number, diastolic: number) =>
  measured(coded('85354-9'), at, {
    component: [
      { code: coded('8480-6'), ...quantity(systolic, 'mm[Hg]') },
      { code: coded('8462-4'), ...quantity(diastolic, 'mm[Hg]') },
    ],
  });

beforeAll(() =>
  store(server(), {
    'Patient/p': {},
    'Patient/other': {},
    ...Object.fromEntries(
      RATES.map((value, i) => [
        rate(i),
        measured(coded('8867-4'), `2025-07-17T0${i}:00:00Z`, quantity(value, '/min')),
      ]),
    ),
    'Observation/elsewhere': measured(coded('8867-4'), '2025-07-17T03:00:00Z', quantity(99, '/min'), {
      subject: { reference: 'Patient/other' },
    }),
    'Observation/wrong': measured(coded('8867-4'), '2025-07-17T03:00:00Z', quantity(99, '/min'), {
      status: 'entered-in-error',
    }),
    // None of these has a value to compute with.
    'Observation/censored': measured(coded('8867-4'), '2025-07-17T03:00:00Z', {
      valueQuantity: { value: 99, comparator: '>', system: UCUM, code: '/min' },
    }),
    'Observation/no-unit': measured(coded('8867-4'), '2025-07-17T03:00:00Z', {
      valueQuantity: { value: 99, unit: 'beats' },
    }),
    'Observation/absent': measured(coded('8867-4'), '2025-07-17T03:00:00Z', {
      dataAbsentReason: { text: 'not done' },
    }),
    'Observation/negated': measured(coded('8867-4'), '2025-07-17T03:00:00Z', quantity(99, '/min'), {
      modifierExtension: [{ url: 'https://example.org/not', valueBoolean: true }],
    }),
    'Observation/bp1': pressure('2025-07-17T08:00:00Z', 120, 80),
    'Observation/bp2': pressure('2025-07-18T08:00:00Z', 135, 85),
    'Observation/systolic': measured(coded('8480-6'), '2025-07-19T08:00:00Z', quantity(150, 'mm[Hg]')),
    'Observation/sodium': measured(coded('2951-2'), '2025-07-17T08:00:00Z', quantity(140, 'mmol/L')),
    'Observation/potassium': measured(coded('2823-3'), '2025-07-17T08:00:00Z', quantity(4.1, 'mmol/L')),
    'Observation/electrolytes': measured(coded('24326-1'), '2025-07-17T08:00:00Z', {
      hasMember: [{ reference: 'Observation/sodium' }, { reference: 'Observation/potassium' }],
    }),
    'Observation/kg': measured(coded('29463-7'), '2025-07-17', quantity(80, 'kg')),
    'Observation/g': measured(coded('29463-7'), '2025-07-18', quantity(79_000, 'g')),
    // Analytes of the trial.
    'Observation/glucose1': measured(coded('1558-6'), '2025-07-17', quantity(120, 'mg/dL')),
    'Observation/glucose2': measured(coded('14771-0', '1558-6'), '2025-07-18', quantity(7, 'mmol/L')),
    'Observation/glucose3': measured(coded('1558-6'), '2025-07-19', quantity(7, 'mmol/L')),
    'Observation/feu': measured(coded('48065-7'), '2025-07-17', quantity(500, 'ng/mL{FEU}')),
    'Observation/ddu': measured(coded('48066-5', '48065-7'), '2025-07-18', quantity(250, 'ng/mL{DDU}')),
  }),
);

const ALL =
  'average maximum minimum count total-count median std-dev sum variance 20-percent 80-percent 4-lower 4-upper 4-dev 5-1 5-2 5-3 5-4 skew kurtosis regression';

interface Component {
  code: { coding: { code: string }[]; text?: string };
  valueQuantity?: { value: number; unit?: string; code?: string };
  dataAbsentReason?: { coding: { code: string }[] };
}

const observations = (reply: Reply, name: string) =>
  (reply.resource.parameter as { name: string; resource: Resource }[])
    .filter((parameter) => parameter.name === name)
    .map(({ resource }) => resource);

/** The answer about codes of LOINC, as `code: value unit` for each statistic of each Observation. */
async function stats(codes: string, statistics: string, more = ''): Promise<Record<string, string[]>> {
  const names = statistics.split(' ').map((each) => `&statistic=${each}`);
  const asked = codes.split(' ').map((each) => `&code=${each}`);
  const reply = await server().get(
    `/Observation/$stats?subject=Patient/p&system=${LOINC}${asked.join('')}${names.join('')}${more}`,
  );
  if (reply.status !== 200) throw new Error(`${reply.status} ${reply.issues[0]?.diagnostics}`);
  const results = observations(reply, 'statistics').map((resource) => {
    const { code, component } = resource as unknown as { code: Component['code']; component: Component[] };
    const lines = component.map(({ code: of, valueQuantity: found, dataAbsentReason }) => {
      const value = found ? `${found.value} ${found.code ?? found.unit}` : dataAbsentReason?.coding[0]?.code;
      return `${of.coding[0]?.code}${of.text ? ` (${of.text.split(',')[0]})` : ''}: ${value}`;
    });
    return [code.coding.map((c) => c.code).join(' '), lines] as const;
  });
  const byCode: Record<string, string[]> = {};
  for (const [code, lines] of results) byCode[code in byCode ? `${code} again` : code] = lines;
  return byCode;
}

it('computes every statistic of the code system', async () => {
  expect(await stats('8867-4', ALL, '&duration=1000000')).toEqual({ '8867-4': expect.any(Array) });
  const { '8867-4': all } = await stats('8867-4', ALL);
  expect(all).toEqual([
    'average: 5 /min',
    'maximum: 9 /min',
    'minimum: 2 /min',
    'count: 8 {observations}',
    'total-count: 12 {observations}',
    'median: 4.5 /min',
    'std-dev: 2.1380899353 /min',
    'sum: 40 /min',
    'variance: 4.57142857143 (/min)^2',
    '20-percent: 4 /min',
    '80-percent: 6.2 /min',
    '4-lower: 4 /min',
    '4-upper: 5.5 /min',
    '4-dev: 0.75 /min',
    '5-1: 4 /min',
    '5-2: 4 /min',
    '5-3: 5 /min',
    '5-4: 6.2 /min',
    'skew: 0.65625 1',
    'kurtosis: 2.78125 1',
    'regression (Gradient): 0.809523809524 /min/h',
    'regression (Intercept): 2.16666666667 /min',
  ]);
});

it('takes the other names that the specification uses', async () => {
  expect(await stats('8867-4', 'max min max')).toEqual({ '8867-4': ['maximum: 9 /min', 'minimum: 2 /min'] });
});

it('computes the parts of a panel, from components and from members', async () => {
  expect(await stats('85354-9', 'average count')).toEqual({
    '8480-6': ['average: 127.5 mm[Hg]', 'count: 2 {observations}'],
    '8462-4': ['average: 82.5 mm[Hg]', 'count: 2 {observations}'],
  });
  expect(await stats('24326-1', 'average')).toEqual({
    '2951-2': ['average: 140 mmol/L'],
    '2823-3': ['average: 4.1 mmol/L'],
  });
});

it('finds a code in Observations and in components, each value once', async () => {
  expect(await stats('8480-6', 'count sum')).toEqual({
    '8480-6': ['count: 3 {observations}', 'sum: 405 mm[Hg]'],
  });
  expect(await stats('8480-6 85354-9', 'count')).toEqual({
    '8480-6': ['count: 3 {observations}'],
    '8462-4': ['count: 2 {observations}'],
  });
});

it('says so where there is nothing, or too little', async () => {
  expect(await stats('1234-5 2951-2', 'average count std-dev regression')).toEqual({
    '1234-5': [
      'average: not-a-number',
      'count: 0 {observations}',
      'std-dev: not-a-number',
      'regression (Gradient): not-a-number',
      'regression (Intercept): not-a-number',
    ],
    '2951-2': [
      'average: 140 mmol/L',
      'count: 1 {observations}',
      'std-dev: not-a-number',
      'regression (Gradient): not-a-number',
      'regression (Intercept): not-a-number',
    ],
  });
});

it('never mixes units that no rule of the trial makes comparable', async () => {
  expect(await stats('29463-7', 'maximum total-count')).toEqual({
    '29463-7': ['maximum: 80 kg', 'total-count: 2 {observations}'],
    '29463-7 again': ['maximum: 79000 g', 'total-count: 2 {observations}'],
  });
  // 7 mmol/L under a code of mass is a slip that is not converted.
  expect(await stats('1558-6', 'average count')).toEqual({
    '1558-6': ['average: 123.056 mg/dL', 'count: 2 {observations}'],
    '1558-6 again': ['average: 7 mmol/L', 'count: 1 {observations}'],
  });
  // DDU are brought to FEU by convention only.
  expect(await stats('48065-7', 'average')).toEqual({
    '48065-7': ['average: 500 ng/mL{FEU}'],
    '48065-7 again': ['average: 500 ng/mL{FEU}'],
  });
});

const period = (start?: string, end?: string) => ({ name: 'period', valuePeriod: { start, end } });
const rates = [
  { name: 'subject', valueUri: 'Patient/p' },
  { name: 'coding', valueCoding: { system: LOINC, code: '8867-4', display: 'Heart rate' } },
  { name: 'statistic', valueCode: 'sum' },
];
const post = (...parameter: object[]) =>
  server().post('/Observation/$stats', { resourceType: 'Parameters', parameter: [...rates, ...parameter] });

it('answers valid Observations that say what they are about', async () => {
  const reply = await post(period('2025-07-17T02:00:00Z', '2025-07-17T05:00:00Z'));
  const [result] = observations(reply, 'statistics');
  expect(result).toEqual({
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: LOINC, code: '8867-4', display: 'Heart rate' }] },
    subject: { reference: 'Patient/p' },
    effectivePeriod: { start: '2025-07-17T02:00:00Z', end: '2025-07-17T05:00:00Z' },
    note: [
      {
        text: '4 of 8 measurements are not used: 1 with a comparator such as <, 1 without a UCUM unit, 1 without a numeric value, 1 with a modifier extension',
      },
    ],
    component: [
      {
        code: {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/observation-statistics',
              code: 'sum',
              display: 'Sum',
            },
          ],
        },
        valueQuantity: { value: 18, unit: '/min', system: UCUM, code: '/min' },
      },
    ],
  });
  const { issues } = await server().post('/Observation/$validate', result);
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
});

it.each([
  [period('2025-07-17T06:00:00Z'), '2 rates'],
  [period(undefined, '2025-07-17T00:30:00Z'), '1 rate'],
  [{ name: 'duration', valueDecimal: 0.5 }, 'none'],
])('keeps to a time: %j', async (time, expected) => {
  const sums: Record<string, number | undefined> = { '2 rates': 16, '1 rate': 2, none: undefined };
  const [result] = observations(await post(time), 'statistics');
  const { component } = result as unknown as { component: Component[] };
  expect(component[0]?.valueQuantity?.value).toBe(sums[expected]);
});

it('lets a duration win over a period, and says which time it took', async () => {
  const reply = await post(period('2025-07-17'), { name: 'duration', valueDecimal: 1 });
  const [result] = observations(reply, 'statistics');
  const { start, end } = (result as Resource).effectivePeriod as { start: string; end: string };
  expect(Date.parse(end) - Date.parse(start)).toBe(3_600_000);
});

it('gives the Observations it is based on, the newest of them up to a limit', async () => {
  const ids = async (...more: object[]) => observations(await post(...more), 'source').map(({ id }) => id);
  const include = { name: 'include', valueBoolean: true };
  expect(await ids(include)).toEqual(RATES.map((_, i) => `rate${7 - i}`));
  expect(await ids(include, { name: 'limit', valuePositiveInt: 2 })).toEqual(['rate7', 'rate6']);
  expect(await ids({ name: 'limit', valuePositiveInt: 2 })).toEqual([]);
});

it('keeps the digits of a value that is itself the answer', async () => {
  await server().post(
    '/Observation',
    '{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"urn:c","code":"x"}]},"subject":{"reference":"Patient/p"},"valueQuantity":{"value":7.10,"unit":"%","system":"http://unitsofmeasure.org","code":"%"}}',
  );
  const { text } = await server().get(
    '/Observation/$stats?subject=Patient/p&system=urn:c&code=x&statistic=maximum&statistic=average',
  );
  expect(text.match(/"value":7\.10,/g)).toHaveLength(2);
});

it.each([
  ['code=1&system=urn:c&statistic=sum', 'required', 'subject is missing'],
  ['subject=p&code=1&system=urn:c&statistic=sum', 'value', 'a reference such as Patient/123 was expected'],
  ['subject=Patient/p&statistic=sum', 'required', 'code with system, or coding, is missing'],
  ['subject=Patient/p&code=1&statistic=sum', 'required', 'system is missing beside code'],
  ['subject=Patient/p&system=urn:c&statistic=sum', 'required', 'code is missing beside system'],
  ['subject=Patient/p&code=1&system=urn:c', 'required', 'statistic is missing'],
  [
    'subject=Patient/p&code=1&system=urn:c&statistic=mode',
    'value',
    "'mode' was given for statistic; one of average",
  ],
  ['subject=Patient/p&code=1&system=urn:c&statistic=constructor', 'value', 'one of average'],
  ['subject=Patient/p&code=1&system=urn:c&statistic=sum&duration=0', 'value', 'a number of hours above 0'],
  ['subject=Patient/p&code=1&system=urn:c&statistic=sum&duration=9999999999', 'value', 'a number of hours'],
  ['subject=Patient/p&code=1&system=urn:c&statistic=sum&period=2025', 'value', 'POST it in Parameters'],
  [
    'subject=Patient/p&code=1&system=urn:c&statistic=sum&patient=1',
    'not-supported',
    "the parameter 'patient'",
  ],
])('refuses %s', async (query, code, diagnostics) => {
  const { status, issues } = await server().get(`/Observation/$stats?${query}`);
  expect([status, issues[0]?.code]).toEqual([400, code]);
  expect(issues[0]?.diagnostics).toContain(diagnostics);
});

it.each([
  [{ name: 'statistic', valueCode: 'mode' }, 'valueCode'],
  [{ name: 'coding', valueCoding: { code: '1' } }, 'valueCoding'],
  [period('2025-08', '2025-07'), 'valuePeriod'],
  [period('yesterday'), 'valuePeriod'],
  [{ name: 'period', valuePeriod: {} }, 'valuePeriod'],
  [{ name: 'limit', valueString: 'two' }, 'valueString'],
])('names the place of what is wrong: %j', async (parameter, property) => {
  const { status, issues } = await post(parameter);
  expect([status, issues[0]?.expression]).toEqual([400, [`Parameters.parameter[3].${property}`]]);
});
