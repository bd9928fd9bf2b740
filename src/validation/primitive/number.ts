import { type Complaint, complainAbout } from './complaint.ts';

const LARGEST = 2_147_483_647;

const RANGES: Record<string, [least: number, words: string]> = {
  integer: [-LARGEST - 1, 'a whole number from -2147483648 to 2147483647'],
  unsignedInt: [0, 'a whole number from 0 to 2147483647'],
  positiveInt: [1, 'a whole number from 1 to 2147483647'],
};

function hintForText(value: unknown): string {
  if (typeof value !== 'string') return '';
  if (/^[+-]?\d{1,20},\d{1,20}$/.test(value))
    return `write ${value.replace(',', '.')}, with a decimal point and without quotes`;
  return value.trim() !== '' && Number.isFinite(Number(value))
    ? 'numbers are written without quotes in JSON'
    : '';
}

/** integer, unsignedInt, positiveInt (datatypes.html#integer). */
export function integerRule(type: 'integer' | 'unsignedInt' | 'positiveInt') {
  const [least, words] = RANGES[type]!;
  return (value: unknown): Complaint | undefined =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= LARGEST
      ? undefined
      : complainAbout(type, value, `${words} as a JSON number`, hintForText(value));
}

/** decimal (datatypes.html#decimal): a JSON number; the parser has refused what no double can hold. */
export function complainAboutDecimal(value: unknown): Complaint | undefined {
  return typeof value === 'number' && Number.isFinite(value)
    ? undefined
    : complainAbout('decimal', value, 'a decimal as a JSON number', hintForText(value));
}

/** boolean (datatypes.html#boolean). */
export function complainAboutBoolean(value: unknown): Complaint | undefined {
  if (typeof value === 'boolean') return undefined;
  const hint = value === 'true' || value === 'false' ? `write ${value} without quotes` : '';
  return complainAbout('boolean', value, 'true or false', hint);
}
