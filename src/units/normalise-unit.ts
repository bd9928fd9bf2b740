/**
 * The UCUM code behind a unit as laboratories write it: blanks trimmed, either micro sign (U+00B5, U+03BC) read as
 * `u`, then the alias table. A spelling that no rule knows comes back as it is, for the allow-list to refuse.
 */
export function normaliseUnit(unit: string, aliases: Record<string, string>): string {
  const plain = unit
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[\u00b5\u03bc]/g, 'u');
  return Object.hasOwn(aliases, plain) ? aliases[plain]! : plain;
}
