import { loadLazily } from '../../load-lazily.ts';
import type { CodeSystem } from '../code-system.ts';
import type { Concept } from '../concept.ts';
import { conceptOf, grammarCodeSystem } from './grammar.ts';

/** Countries (ISO 3166-1) by their codes of two letters, three letters and three digits, which are codes of one system in R4. */
export function countries(): CodeSystem {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const codes: string[][] = loadLazily('i18n-iso-countries/codes.json');
  const all: Concept[] = [0, 1, 2].flatMap((form) =>
    codes.map((row) => conceptOf(row[form] as string, names.of(row[0] as string))),
  );
  const known = new Map(all.map((concept) => [concept.code, concept]));
  return grammarCodeSystem({
    url: 'urn:iso:std:iso:3166',
    name: 'Countries (ISO 3166-1)',
    find: (code) => known.get(code),
    all: () => all,
  });
}
