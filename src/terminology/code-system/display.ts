import type { Concept, Designation } from './concept.ts';

/** Spaces and case do not make a display another one. */
const normal = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();

/** All texts that a concept may be shown as. */
export function displaysOf({
  code,
  display,
  designation,
}: Pick<Concept, 'code' | 'display' | 'designation'>) {
  return [display ?? code, ...designation.flatMap(({ value }) => value ?? [])];
}

/** Whether `text` is a display of the concept; where the system has no display for it, every text is. */
export function isDisplayOf(text: string, concept: Concept): boolean {
  if (concept.display === undefined || concept.display === text) return true;
  return displaysOf(concept).some((display) => normal(display) === normal(text));
}

/**
 * The display in the first of the languages that there is one in: `de` is answered by `de-CH` as well, and the other
 * way round (RFC 4647 lookup). Without one, the display of the code system.
 */
export function displayIn(
  languages: readonly string[],
  { display, designation }: { display?: string | undefined; designation: readonly Designation[] },
): string | undefined {
  for (const language of languages) {
    const found =
      designation.find((each) => sameLanguage(each.language, language)) ??
      designation.find((each) => sameLanguage(each.language?.split('-')[0], language.split('-')[0]));
    if (found) return found.value;
  }
  return display;
}

const sameLanguage = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && a.toLowerCase() === b?.toLowerCase();

/** `de, en;q=0.5` -> the languages, the one that is wanted most first. */
export function parseLanguages(text: string | undefined): string[] {
  return (text ?? '')
    .slice(0, 500)
    .split(',', 20)
    .map((range) => {
      const [language = '', ...parameters] = range.split(';').map((part) => part.trim());
      const q = parameters.find((parameter) => parameter.startsWith('q='));
      return { language, quality: q === undefined ? 1 : Number(q.slice(2)) || 0 };
    })
    .filter(({ language, quality }) => language !== '' && language !== '*' && quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ language }) => language);
}
