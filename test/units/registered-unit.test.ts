import { loadAnalyteRules } from '#units/analyte-rules.ts';
import { inRegisteredUnit } from '#units/registered-unit.ts';

const { analytes } = loadAnalyteRules(new URL('../../study/analytes.json', import.meta.url));

it.each([
  ['IL6', '3.48', '0.00000348', 'mg/L'],
  ['FBG', '126.112', '126.112', 'mg/dL'],
  ['CPEP', '2.10', '2.10', 'ng/mL'],
])('%s %s is %s %s in the registered unit', (key, canonical, value, unit) => {
  expect(inRegisteredUnit(analytes.get(key)!, canonical)).toEqual({ value, unit });
});
