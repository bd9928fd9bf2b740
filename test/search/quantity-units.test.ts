import { useServer } from '../server-for-tests.ts';
import { matches, store } from './searching.ts';

const server = useServer();
const LOINC = 'http://loinc.org';
const UCUM = 'http://unitsofmeasure.org';
const code = (value: string) => ({ coding: [{ system: LOINC, code: value }] });
const quantity = (value: number, unit: string, system: string | undefined = UCUM) => ({
  valueQuantity: { value, unit, ...(system ? { system, code: unit } : {}) },
});
const result = (of: string, elements: object = {}) => ({ status: 'final', code: code(of), ...elements });

/** Codes of the study's analytes: glucose by mass and by substance, HbA1c of NGSP and of IFCC, D-dimer; and of none. */
const [GLUCOSE, GLUCOSE_MOLAR, HBA1C, HBA1C_IFCC] = ['1558-6', '14771-0', '4548-4', '59261-8'];
const [DDIMER, DDIMER_DDU, WEIGHT, SODIUM] = ['48065-7', '48066-5', '29463-7', '2951-2'];

beforeAll(() =>
  store(server(), {
    'Patient/p': {},
    'Observation/glucose-mmol': result(GLUCOSE_MOLAR, {
      ...quantity(7, 'mmol/L'),
      subject: { reference: 'Patient/p' },
    }),
    'Observation/glucose-mg': result(GLUCOSE, quantity(126, 'mg/dL')),
    'Observation/glucose-g': result(GLUCOSE, quantity(1.26, 'g/L')),
    'Observation/glucose-low': result(GLUCOSE, quantity(90, 'mg/dL')),
    'Observation/glucose-text': result(GLUCOSE, quantity(126, 'mg/dL', '')),
    'Observation/sodium': result(SODIUM, quantity(7, 'mmol/L')),
    'Observation/hba1c': result(HBA1C, quantity(7, '%')),
    'Observation/hba1c-ifcc': result(HBA1C_IFCC, quantity(53, 'mmol/mol')),
    'Observation/saturation': result('59408-5', quantity(7, '%')),
    'Observation/ddimer': result(DDIMER, quantity(500, 'ng/mL{FEU}')),
    'Observation/ddimer-ddu': result(DDIMER_DDU, quantity(500, 'ng/mL{DDU}')),
    'Observation/ddimer-mg': result(DDIMER, quantity(0.5, 'mg/L{FEU}')),
    'Observation/weight-kg': result(WEIGHT, quantity(70, 'kg')),
    'Observation/weight-g': result(WEIGHT, quantity(70_000, 'g')),
    'Observation/weight-stone': result(WEIGHT, quantity(11, 'stones')),
    'Observation/fever': result('8310-5', quantity(38.5, 'Cel')),
    'Observation/fever-f': result('8310-5', quantity(101.3, '[degF]')),
    'Observation/enzyme': result('1920-8', quantity(40, '[IU]/L')),
    'Observation/enzyme-milli': result('1920-8', quantity(40, 'm[IU]/mL')),
    'Observation/panel': result('24323-8', {
      component: [
        { code: code(GLUCOSE_MOLAR), ...quantity(7, 'mmol/L') },
        { code: code(SODIUM), ...quantity(140, 'mmol/L') },
      ],
    }),
  }),
);

const found = async (search: string) =>
  (await matches(server(), search.replaceAll('%', '%25').replaceAll(' ', '%20').replaceAll('UCUM', UCUM)))
    .sort()
    .join(' ');

it.each([
  ['value-quantity=126|UCUM|mg/dL', 'glucose-g glucose-mg glucose-mmol'],
  ['value-quantity=126||mg/dL', 'glucose-g glucose-mg glucose-mmol glucose-text'],
  ['value-quantity=126||mg/dl', 'glucose-g glucose-mg glucose-mmol'],
  ['value-quantity=7.0|UCUM|mmol/L', 'glucose-g glucose-mg glucose-mmol sodium'],
  ['value-quantity=7.00|UCUM|mmol/L', 'glucose-mmol sodium'],
  ['value-quantity=6.9|UCUM|mmol/L', ''],
  ['value-quantity=gt6|UCUM|mmol/L', 'glucose-g glucose-mg glucose-mmol sodium'],
  ['value-quantity=gt7|UCUM|mmol/L&code=1558-6', ''],
  ['value-quantity=lt6|UCUM|mmol/L', 'glucose-low'],
  ['value-quantity=70|UCUM|kg', 'weight-g weight-kg'],
  ['value-quantity=70000|UCUM|g', 'weight-g weight-kg'],
  ['value-quantity=7.0e4|UCUM|g', 'weight-g weight-kg'],
  ['value-quantity=gt70|UCUM|kg', ''],
  ['value-quantity=ge70|UCUM|kg', 'weight-g weight-kg'],
  ['value-quantity=le70000|UCUM|g', 'weight-g weight-kg'],
  ['value-quantity=ap65|UCUM|kg', 'weight-g weight-kg'],
  ['value-quantity=11||stones', 'weight-stone'],
  ['value-quantity=38.5|UCUM|Cel', 'fever fever-f'],
  ['value-quantity=gt101.2|UCUM|[degF]', 'fever fever-f'],
  ['value-quantity=ap101.3|UCUM|[degF]', 'fever fever-f'],
  ['value-quantity=40|UCUM|[IU]/L', 'enzyme enzyme-milli'],
  ['value-quantity=70|urn:other|kg', ''],
])('finds a quantity in every unit that says the same: %s', async (search, ids) => {
  expect(await found(`Observation?${search}`)).toBe(ids);
});

it.each([
  ['value-quantity=70||kg', 'weight-kg'],
  ['value-quantity=7.0||mmol/L', 'glucose-g glucose-mg glucose-mmol sodium'],
  ['value-quantity=7000||umol/L', 'glucose-mmol'],
  ['value-quantity=53||mmol/mol', 'hba1c hba1c-ifcc'],
])('takes a unit without a system for one of UCUM with the analytes alone: %s', async (search, ids) => {
  expect(await found(`Observation?${search}`)).toBe(ids);
});

it.each([
  ['value-quantity=7|UCUM|%', 'hba1c hba1c-ifcc saturation'],
  ['value-quantity=53|UCUM|mmol/mol', 'hba1c hba1c-ifcc'],
  ['value-quantity=ge53|UCUM|mmol/mol', 'hba1c-ifcc saturation'],
  ['value-quantity=ge52|UCUM|mmol/mol', 'hba1c hba1c-ifcc saturation'],
  ['value-quantity=ge54|UCUM|mmol/mol', 'saturation'],
  ['value-quantity=500||ng/mL{FEU}', 'ddimer ddimer-mg'],
  ['value-quantity=500||ng/mL{DDU}', 'ddimer-ddu'],
  ['value-quantity=0.5||mg/L{FEU}', 'ddimer ddimer-mg'],
])('heeds the rules of an analyte before those of UCUM: %s', async (search, ids) => {
  expect(await found(`Observation?${search}`)).toBe(ids);
});

it.each([
  [`Observation?code-value-quantity=${GLUCOSE_MOLAR}$126||mg/dL`, 'glucose-mmol'],
  [`Observation?code-value-quantity=${SODIUM}$126||mg/dL`, ''],
  [`Observation?code-value-quantity=${LOINC}|${GLUCOSE}$7.0||mmol/L`, 'glucose-g glucose-mg'],
  [`Observation?component-code-value-quantity=${GLUCOSE_MOLAR}$126||mg/dL`, 'panel'],
  [`Observation?component-code-value-quantity=${GLUCOSE_MOLAR}$7000||umol/L`, 'panel'],
  [`Observation?component-code-value-quantity=${SODIUM}$126||mg/dL`, ''],
  [`Observation?combo-code-value-quantity=${GLUCOSE_MOLAR}$126||mg/dL`, 'glucose-mmol panel'],
  ['Observation?component-value-quantity=126||mg/dL', 'panel'],
  ['Observation?combo-value-quantity=126|UCUM|mg/dL', 'glucose-g glucose-mg glucose-mmol panel'],
  ['Patient?_has:Observation:subject:value-quantity=126||mg/dL', 'p'],
  ['Observation?_filter=value-quantity eq 126|ucum|mg/dL', 'glucose-g glucose-mg glucose-mmol'],
  ['Observation?_filter=component[code eq 14771-0].value eq 126||mg/dL', 'panel'],
  ['Observation?value-quantity=126|UCUM|mg/dL&code=14771-0', 'glucose-mmol'],
])('converts wherever a quantity is asked for: %s', async (search, ids) => {
  expect(await found(search)).toBe(ids);
});

it('finds what is stored in a unit that is new', async () => {
  expect(await found('Observation?value-quantity=5|UCUM|cm')).toBe('');
  await store(server(), { 'Observation/length': result('3137-7', quantity(50, 'mm')) });
  expect(await found('Observation?value-quantity=5|UCUM|cm')).toBe('length');
});

it('keeps the unit that was asked for in the links', async () => {
  const { link } = await server().get('/Observation?value-quantity=126||mg/dL&_count=1');
  expect(decodeURIComponent(link('next') as string)).toContain('value-quantity=126||mg/dL');
  const { entries } = await server().get(link('next') as string);
  expect(entries).toHaveLength(1);
});
