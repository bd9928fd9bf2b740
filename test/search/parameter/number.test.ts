import { parseNumber } from '#search/parameter/number.ts';

describe('a searched number', () => {
  it.each([
    ['100', 100, 99.5, 100.5],
    ['100.00', 100, 99.995, 100.005],
    ['1e2', 100, 50, 150],
    ['5.4', 5.4, 5.35, 5.45],
    ['7.1', 7.1, 7.05, 7.15],
    ['0.3', 0.3, 0.25, 0.35],
    ['-5.4', -5.4, -5.45, -5.35],
    ['+.5', 0.5, 0.45, 0.55],
    ['5.', 5, 4.5, 5.5],
    ['1.10E-7', 1.1e-7, 1.095e-7, 1.105e-7],
    ['0', 0, -0.5, 0.5],
  ])('%s is in the range that its digits say, to the last bit', (text, value, low, high) => {
    expect(parseNumber(text)).toEqual({ value, low, high });
  });

  it('has bounds that the decimals printed there compare with, whatever the number', () => {
    const wrong = Array.from({ length: 2000 }, (_, i) => i + 1).filter((tenths) => {
      const text = `${Math.floor(tenths / 10)}.${tenths % 10}`;
      const below = tenths * 10 - 5;
      const bound = Number(`${Math.floor(below / 100)}.${String(below % 100).padStart(2, '0')}`);
      return parseNumber(text)?.low !== bound;
    });
    expect(wrong).toEqual([]);
  });

  it.each(['', '.', '-', 'e5', '1e', '5,4', '1e999', 'NaN', '0x1', '1 ', `0.${'1'.repeat(400)}`])(
    'is none: %j',
    (text) => {
      expect(parseNumber(text)).toBeUndefined();
    },
  );
});
