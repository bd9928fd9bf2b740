import type { Ternary } from '../terminology.ts';

/** Both, as Kleene has it: false if one is false, else unknown if one is unknown. */
export function and(a: Ternary, b: Ternary): Ternary {
  if (a === false || b === false) return false;
  return a === true && b === true ? true : 'unknown';
}

/** One of them: true if one is true, else unknown if one is unknown. */
export function or(a: Ternary, b: Ternary): Ternary {
  if (a === true || b === true) return true;
  return a === false && b === false ? false : 'unknown';
}

export const not = (a: Ternary): Ternary => (a === 'unknown' ? 'unknown' : !a);
