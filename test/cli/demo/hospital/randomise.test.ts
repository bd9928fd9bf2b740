import { describe, expect, test } from '@jest/globals';
import { random } from '#cli/demo/hospital/random.ts';
import { randomise } from '#cli/demo/hospital/randomise.ts';

describe('randomisation list', () => {
  const lists = [1, 2, 3, 4, 5].map((seed) => randomise(['A', 'B'], 50, random(seed, 'allocation')));

  test('is balanced at the end and never far from it', () => {
    for (const list of lists) {
      const lead = list.map((_, index) =>
        list.slice(0, index + 1).reduce((sum, arm) => sum + (arm === 'A' ? 1 : -1), 0),
      );
      expect(lead.at(-1)).toBe(0);
      expect(Math.max(...lead.map(Math.abs))).toBeLessThanOrEqual(3);
    }
  });

  test('differs from seed to seed', () => {
    expect(new Set(lists.map((list) => list.join(''))).size).toBe(lists.length);
  });

  test('refuses a size that cannot be divided', () => {
    expect(() => randomise(['A', 'B'], 49, random(1))).toThrow('49');
  });
});
