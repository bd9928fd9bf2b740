import { describe, expect, test } from '@jest/globals';
import { scoreDqol } from '#cli/demo/hospital/score-dqol.ts';
import { cohort, finalState } from './cohort.ts';

const SCALES = [
  ['sat', 15],
  ['imp', 20],
  ['wsv', 7],
  ['wdr', 4],
] as const;
const all = (level: number | undefined) =>
  new Map(SCALES.map(([scale, items]) => [scale, Array.from({ length: items }, () => level)]));

describe('DQoL score', () => {
  test.each([
    [1, 100],
    [3, 50],
    [5, 0],
  ])('every answer %d is %d', (level, total) => {
    expect(scoreDqol(all(level))).toMatchObject({ total, missingItems: 0 });
  });

  test('a missing item gets the mean of its scale', () => {
    const answers = all(2);
    answers.get('sat')![0] = undefined;
    expect(scoreDqol(answers)).toMatchObject({ total: 75, missingItems: 1 });
  });

  test('a scale with fewer than half of its items has no score, and neither has the total', () => {
    const answers = all(2);
    answers.set('wdr', [2, undefined, undefined, undefined]);
    const { total, scales } = scoreDqol(answers);
    expect(total).toBeUndefined();
    expect(scales.get('wdr')).toBeUndefined();
    expect(scales.get('sat')).toBe(75);
  });

  test('in the cohort every score follows from the answers that it is derived from', () => {
    const state = finalState(cohort(7));
    const scores = [...state.values()].filter(({ derivedFrom }) => derivedFrom);
    expect(scores.length).toBeGreaterThan(90);
    for (const score of scores) {
      const [{ reference }] = score.derivedFrom as [{ reference: string }];
      const { item } = state.get(reference) as unknown as {
        item: { linkId: string; item: { answer?: { valueCoding: { code: string } }[] }[] }[];
      };
      const levels = item.map(
        ({ linkId, item: questions }) =>
          [
            linkId,
            questions.map(({ answer }) => (answer ? Number(answer[0]!.valueCoding.code) : undefined)),
          ] as const,
      );
      expect((score.valueQuantity as { value: number }).value).toBeCloseTo(
        scoreDqol(new Map(levels)).total!,
        1,
      );
      expect(levels.flatMap(([, answers]) => answers)).toHaveLength(46);
    }
  });
});
