import { describe, expect, test } from '@jest/globals';
import { serializeJson } from '#fhir/json/serialize-json.ts';
import type { Resource } from '#fhir/resource.ts';
import { convert } from '#units/convert.ts';
import { cohort, finalState, study } from './cohort.ts';

interface Observation extends Resource {
  status: string;
  subject: { reference: string };
  code: { coding: { code: string }[] };
  identifier: { value: string }[];
  extension: {
    url: string;
    valueCoding?: { code: string };
    extension?: { url: string; [value: string]: unknown }[];
  }[];
  valueQuantity?: { value: number; code: string; comparator?: string };
  dataAbsentReason?: { coding: { code: string }[] };
}

const subjects = cohort(7);
const results = [...finalState(subjects).values()].filter(
  ({ resourceType }) => resourceType === 'Observation',
) as Observation[];
const sent = subjects.flatMap(({ bundles }) => bundles.flatMap(({ entry }) => entry));
const extensionOf = (observation: Observation, name: string) =>
  observation.extension.find(({ url }) => url.endsWith(`/${name}`));
const visitOf = (observation: Observation) => extensionOf(observation, 'study-visit')!.valueCoding!.code;
const ofAnalyte = (key: string) => {
  const { code } = study.analytes.find((analyte) => analyte.key === key)!;
  return results.filter((observation) => observation.code.coding[0]!.code === code);
};
/** Baseline and month 3 of those who have both. */
function pairs(key: string): { baseline: number; month3: number }[] {
  const bySubject = Map.groupBy(ofAnalyte(key), ({ subject }) => subject.reference);
  return [...bySubject.values()].flatMap((observations) => {
    const at = (visit: string) => observations.find((o) => visitOf(o) === visit)?.valueQuantity?.value;
    const [baseline, month3] = [at('D0'), at('M3')];
    return baseline === undefined || month3 === undefined ? [] : [{ baseline, month3 }];
  });
}
const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
function correlation(xs: number[], ys: number[]): number {
  const [mx, my] = [mean(xs), mean(ys)];
  const products = (a: number[], ma: number, b: number[], mb: number) =>
    a.reduce((sum, x, i) => sum + (x - ma) * (b[i]! - mb), 0);
  return products(xs, mx, ys, my) / Math.sqrt(products(xs, mx, xs, mx) * products(ys, my, ys, my));
}

describe('laboratory results', () => {
  test('eight analytes at baseline of everyone', () => {
    for (const { key } of study.analytes.filter((analyte) => study.design.results[analyte.key])) {
      expect(ofAnalyte(key).filter((observation) => visitOf(observation) === 'D0')).toHaveLength(50);
    }
  });

  test('are in the canonical unit and within the hard limits', () => {
    for (const { key, canonicalUnit, hard } of study.analytes) {
      for (const { valueQuantity } of ofAnalyte(key)) {
        if (!valueQuantity) continue;
        expect(valueQuantity.code).toBe(canonicalUnit);
        expect(valueQuantity.value).toBeGreaterThanOrEqual(hard[0]);
        expect(valueQuantity.value).toBeLessThanOrEqual(hard[1]);
      }
    }
  });

  test('keep the digits that the laboratory prints, zeros at the end included', () => {
    const printed = ofAnalyte('IL6')
      .filter((observation) => !extensionOf(observation, 'original-result'))
      .flatMap(({ valueQuantity }) => (valueQuantity ? [serializeJson(valueQuantity)] : []));
    expect(printed.every((quantity) => /"value":\d+\.\d\d,/.test(quantity))).toBe(true);
    expect(printed.some((quantity) => /"value":\d+\.\d0,/.test(quantity))).toBe(true);
  });

  test('have the distribution of the baseline and its correlation with fasting glucose', () => {
    // Wide bounds: one cohort is only fifty people.
    const values = (key: string) => pairs(key).map(({ baseline }) => baseline);
    expect(mean(values('HBA1C'))).toBeGreaterThan(8);
    expect(mean(values('HBA1C'))).toBeLessThan(9.6);
    expect(Math.min(...values('HBA1C'))).toBeGreaterThanOrEqual(6.5);
    expect(correlation(values('FBG').map(Math.log), values('HBA1C'))).toBeGreaterThan(0.35);
    expect(correlation(values('FBG').map(Math.log), values('PPG2H').map(Math.log))).toBeGreaterThan(0.3);
  });

  test('fall to month 3, more where the baseline was higher', () => {
    const hba1c = pairs('HBA1C');
    const change = hba1c.map(({ baseline, month3 }) => month3 - baseline);
    expect(mean(change)).toBeLessThan(-0.3);
    expect(
      correlation(
        hba1c.map(({ baseline }) => baseline),
        change,
      ),
    ).toBeLessThan(0);
  });

  test('below the limit of quantification carry the limit and a comparator', () => {
    const censored = ofAnalyte('IL6').filter(({ valueQuantity }) => valueQuantity?.comparator);
    expect(censored.length).toBeGreaterThan(5);
    for (const { valueQuantity } of censored)
      expect(valueQuantity).toMatchObject({ value: 1.5, comparator: '<' });
  });

  test('that were cancelled have a reason and no value', () => {
    const cancelled = results.filter(({ status }) => status === 'cancelled');
    expect(cancelled.length).toBeGreaterThan(0);
    for (const { valueQuantity, dataAbsentReason } of cancelled) {
      expect(valueQuantity).toBeUndefined();
      expect(dataAbsentReason!.coding[0]!.code).toBe('not-performed');
    }
    const month3 = ofAnalyte('HBA1C').filter((o) => visitOf(o) === 'M3' && o.valueQuantity);
    expect(month3).toHaveLength(46);
  });

  test('of the outside laboratory are exact conversions with the original beside them', () => {
    const converted = results.filter((observation) => extensionOf(observation, 'original-result'));
    expect(converted).toHaveLength(6 * 4);
    for (const observation of converted) {
      const parts = extensionOf(observation, 'original-result')!.extension!;
      const part = (url: string) => parts.find((extension) => extension.url === url)!;
      const { code } = part('code').valueCoding as { code: string };
      const analyte = study.analytes.find(
        (candidate) => candidate.code === observation.code.coding[0]!.code,
      )!;
      const original = JSON.parse(serializeJson(part('value').valueQuantity)) as {
        value: number;
        code: string;
      };
      const result = convert(study.rules, analyte.key, original, code);
      expect(result).toMatchObject({ rule: part('rule').valueCode });
      expect(serializeJson(observation.valueQuantity)).toContain(
        `"value":${'value' in result ? result.value : ''},`,
      );
      expect(observation.code.coding.map((coding) => coding.code)).toContain(code);
    }
  });
});

describe('second releases', () => {
  const versions = (status: string) => {
    const last = sent.find(
      ({ resource, request }) =>
        resource.status === status && request.method === 'PUT' && resource.resourceType === 'Observation',
    )!;
    return sent.filter(({ fullUrl }) => fullUrl === last.fullUrl);
  };

  test('a corrected result replaces the one that was released', () => {
    const [first, second] = versions('corrected');
    expect(first).toMatchObject({ request: { method: 'POST' }, resource: { status: 'final' } });
    expect(second).toMatchObject({ request: { method: 'PUT' }, resource: { status: 'corrected' } });
    const values = [first, second].map((entry) => (entry!.resource as Observation).valueQuantity!.value);
    expect(values[0]).not.toBe(values[1]);
  });

  test('a preliminary result becomes final, and so does its report', () => {
    const [first, second] = versions('final');
    expect(first).toMatchObject({ request: { method: 'POST' }, resource: { status: 'preliminary' } });
    expect(second).toMatchObject({ request: { method: 'PUT' }, resource: { status: 'final' } });
    const reports = sent.filter(({ resource }) => resource.resourceType === 'DiagnosticReport');
    expect(reports.filter(({ resource }) => resource.status === 'partial')).toHaveLength(1);
    expect(
      reports
        .filter(({ request }) => request.method === 'PUT')
        .map(({ resource }) => resource.status)
        .sort(),
    ).toEqual(['corrected', 'final']);
  });
});
