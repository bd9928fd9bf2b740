import { loadDefinitions } from '#conformance/definitions.ts';
import { type OutcomeReport, outcomeReport } from '#report/outcome-report.ts';
import { reportCsv, safeCell } from '#report/report-csv.ts';
import { reportHtml } from '#report/report-html.ts';
import { reportText } from '#report/report-text.ts';
import { loadStudy } from '#study/load-study.ts';
import { estimated, expectClose, golden } from '../statistics/golden.ts';
import { syntheticCohort } from './synthetic-cohort.ts';

const study = loadStudy(new URL('../../study/', import.meta.url));
const definitions = loadDefinitions();
const settings = { study, definitions, date: '2026-01-15T09:00:00+07:00', server: 'test' };
const { report, measureReports } = await outcomeReport({ ...settings, subjects: syntheticCohort() });

function outcome(key: string) {
  return report.outcomes.find((one) => one.key === key)!;
}

describe('the document', () => {
  it('carries the golden figures of HbA1c to all digits', () => {
    const [comparison] = outcome('hba1c').primary.comparisons;
    expectClose(
      estimated(comparison!.ancova).difference.estimate,
      golden.ancova.value_model.arm_A_minus_B.estimate,
    );
    expectClose(estimated(comparison!.ancova).difference.p, golden.ancova.value_model.arm_A_minus_B.p, 1e-8);
    expectClose(estimated(comparison!.welch).p, golden.between_arms_change.welch_t.p, 1e-8);
  });

  it('counts a flow that adds up', () => {
    const { flow } = report;
    expect(flow).toMatchObject({
      assessed: 52,
      notRandomised: 2,
      randomised: 50,
      notRandomisedReasons: { ineligible: 2 },
    });
    expect(flow.arms.map((arm) => arm.allocated)).toEqual([25, 25]);
    expect(flow.arms[0]).toMatchObject({
      receivedDose: 25,
      completedAllDoseVisits: 24,
      discontinued: 1,
      discontinuedReasons: { 'Consent withdrawn': 1 },
    });
    for (const one of report.outcomes) {
      for (const arm of one.primary.arms) {
        const missing = one.missing.find((m) => m.arm === arm.arm)!;
        expect(arm.n + missing.n).toBe(25);
        expect(Object.values(missing.reasons).reduce((sum, n) => sum + n, 0)).toBe(missing.n);
      }
    }
  });

  it('gives every reason for a missing value', () => {
    const reasons = report.outcomes.flatMap(({ key, missing }) =>
      missing.flatMap((arm) => Object.keys(arm.reasons).map((r) => `${key}: ${r}`)),
    );
    expect(reasons).toEqual(
      expect.arrayContaining([
        'hba1c: Baseline: no result',
        'hba1c: Month 3: withdrawn (Consent withdrawn)',
        'hba1c: Month 3: no result',
        'fbg: Month 3: outside the window (day 110)',
        'ddimer: unit basis converted approximately',
      ]),
    );
  });

  it('keeps protocol deviations out of the per-protocol set, with the reason', () => {
    const line = (id: string) => report.subjects.find(({ usubjid }) => usubjid === id)!;
    expect(line('EXO-006').sets).toMatchObject({
      perProtocol: false,
      reasons: ['M1: dose outside the window'],
    });
    expect(line('EXO-007').sets.reasons).toEqual(['M2: no dose given']);
    expect(line('EXO-001').sets).toEqual({ randomised: true, safety: true, perProtocol: true, reasons: [] });
  });

  it('adjusts by Holm within each family', () => {
    const families = new Map<string, { p: number; adjusted: number }[]>();
    for (const { family, primary, pAdjusted } of report.outcomes) {
      const [comparison] = primary.comparisons;
      const p = comparison!.geometricRatio
        ? estimated(comparison!.geometricRatio).p
        : estimated(comparison!.ancova).difference.p;
      families.set(family, [...(families.get(family) ?? []), { p, adjusted: pAdjusted[0]! }]);
    }
    expect([...families.values()].map((members) => members.length)).toEqual([4, 5]);
    for (const members of families.values()) {
      const smallest = members.reduce((a, b) => (b.p < a.p ? b : a));
      expectClose(smallest.adjusted, Math.min(1, smallest.p * members.length), 1e-12);
    }
  });

  it('replaces a result by its correction', () => {
    const subject = outcome('crp').subjects.find(({ usubjid }) => usubjid === 'EXO-003')!;
    expect(subject.followUp).toMatchObject({
      decidedBy: 'corrected',
      chosen: { value: '1.11', version: 'Observation/EXO-003-crp-corrected/_history/2' },
    });
  });

  it('counts adverse events by treatment given', () => {
    expect(report.adverseEvents.arms).toMatchObject([
      {
        arm: 'intervention',
        n: 25,
        subjectsWithEvent: 1,
        events: 2,
        serious: 1,
        bySeverity: { mild: 1, severe: 1 },
      },
      { arm: 'control', n: 25, subjectsWithEvent: 1, events: 1, serious: 0 },
    ]);
  });

  it('is the same for the same data in any order, and says so by its hash', async () => {
    const again = await outcomeReport({ ...settings, subjects: syntheticCohort().reverse() });
    expect(again.report.provenance).toEqual(report.provenance);
    const less = await outcomeReport({ ...settings, subjects: syntheticCohort().slice(1) });
    expect(less.report.provenance.sha256).not.toBe(report.provenance.sha256);
  });

  it('has no figure that is not a number', () => {
    const seen: unknown[] = [];
    const walk = (value: unknown): void => {
      if (typeof value === 'number' && !Number.isFinite(value)) seen.push(value);
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
    };
    walk(report);
    expect(seen).toEqual([]);
  });

  it('comes with a MeasureReport an outcome, with adjusted p-values', () => {
    expect(measureReports.map(({ measure }) => measure)).toEqual(
      report.outcomes.map(({ measure }) => measure),
    );
    expect(JSON.stringify(measureReports[0])).toContain('pAdjusted');
  });
});

it('can be made of nothing', async () => {
  const empty = await outcomeReport({ ...settings, subjects: [] });
  expect(empty.report.flow).toMatchObject({ assessed: 0, randomised: 0 });
  expect(reportHtml(empty.report)).toContain('not estimable');
  expect(reportText(empty.report)).toContain('n/e');
});

describe('CSV', () => {
  const [header, ...lines] = reportCsv(report)
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  const rows = lines.map((cells) => Object.fromEntries(header!.map((name, i) => [name, cells[i]!])));

  it('has one row a reported result, with original value, flags and source version', () => {
    expect(rows).toHaveLength(report.listing.length);
    expect(rows.find(({ source_id }) => source_id === 'Observation/EXO-004-ddimer-1')).toMatchObject({
      usubjid: 'EXO-004',
      arm_assigned: 'intervention',
      paramcd: 'DDIMER',
      visit: 'Month 3',
      ady: '91',
      aval: '350',
      unit: 'ng/mL{FEU}',
      orig_value: '175',
      orig_unit: 'ng/mL{DDU}',
      loinc: '48066-5',
      anl01fl: 'N',
      source_version: '1',
    });
    expect(rows.find(({ source_id }) => source_id === 'Observation/EXO-002-fbg-1')).toMatchObject({
      visit: '',
      anl01fl: 'N',
      ady: '111',
    });
  });

  it('leaves negative changes numbers', () => {
    expect(rows.some(({ chg }) => Number(chg) < 0)).toBe(true);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+1+1', "'+1+1"],
    ['-1+1', "'-1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['\rx', "'\rx"],
    ['-1.5', '-1.5'],
    ['-3e-7', '-3e-7'],
    ['plain', 'plain'],
  ])('makes %j safe for spreadsheets', (cell, safe) => {
    expect(safeCell(cell)).toBe(safe);
  });
});

describe('text', () => {
  const text = reportText(report);

  it('shows the figures of HbA1c rounded', () => {
    expect(text).toContain('adjusted difference: -0.70 (95 % CI -1.12 to -0.28), p 0.002');
    expect(text).toContain('8.55 (1.32)');
  });

  it('says that the data are synthetic and the control is active', () => {
    expect(text).toContain('SYNTHETIC DATA');
    expect(text).toContain('active study product');
    expect(text).not.toMatch(/significant/i);
  });
});

describe('HTML', () => {
  const page = reportHtml(report);

  it('escapes what comes from data', () => {
    expect(page).toContain('Injection site pain &lt;b&gt;');
    expect(page).not.toContain('pain <b>');
    const hostile: OutcomeReport = {
      ...report,
      title: '<script>alert(1)</script>',
      registryId: '"><img src=x onerror=alert(1)>',
    };
    expect(reportHtml(hostile)).not.toMatch(/<script|<img/);
  });

  it('loads and runs nothing', () => {
    expect(page).toContain('content="default-src &#39;none&#39;; style-src &#39;sha256-');
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|\son\w+=|\sstyle=/);
    expect(page).not.toMatch(/(src|href)=/);
  });

  it('draws every outcome and holds no broken number', () => {
    expect(page.match(/<figure>/g)).toHaveLength(report.outcomes.length + 1);
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });
});
