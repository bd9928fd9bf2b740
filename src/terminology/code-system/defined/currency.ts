import type { CodeSystem } from '../code-system.ts';
import type { Concept } from '../concept.ts';
import { conceptOf, grammarCodeSystem } from './grammar.ts';

/**
 * Currencies (ISO 4217): those that R4 listed when it was published (`published`), and those that came since,
 * which Node's ICU knows.
 */
export function currencies(published: readonly Concept[]): CodeSystem {
  const names = new Intl.DisplayNames('en', { type: 'currency' });
  const known = new Map(published.map((concept) => [concept.code, concept]));
  for (const code of Intl.supportedValuesOf('currency')) {
    if (!known.has(code)) known.set(code, conceptOf(code, names.of(code)));
  }
  const all = [...known.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  return grammarCodeSystem({
    url: 'urn:iso:std:iso:4217',
    name: 'Currencies (ISO 4217)',
    find: (code) => known.get(code),
    all: () => all,
  });
}
