import type { CodeSystem } from '../code-system.ts';
import { conceptOf, grammarCodeSystem } from './grammar.ts';

/** An offset such as +07:00 is a zone to Intl, and none of IANA's. */
const NAME = /^[A-Za-z][A-Za-z0-9_+\-/]{1,60}$/;

function isZone(code: string): boolean {
  if (!NAME.test(code)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: code });
    return true;
  } catch {
    return false;
  }
}

/** Time zones by the names of IANA's database, as Node's ICU has it. */
export const timeZones = (): CodeSystem =>
  grammarCodeSystem({
    url: 'https://www.iana.org/time-zones',
    name: 'Time zones (IANA)',
    find: (code) => (isZone(code) ? conceptOf(code) : undefined),
  });
