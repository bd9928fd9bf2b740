/** What an equivalence is when it is read from the target to the source (concept-map-equivalence). */
const INVERSE: Record<string, string> = {
  wider: 'narrower',
  narrower: 'wider',
  subsumes: 'specializes',
  specializes: 'subsumes',
};

export const invert = (equivalence: string): string => INVERSE[equivalence] ?? equivalence;

/** These say that there is no translation. */
const NONE = new Set(['unmatched', 'disjoint']);

/** Whether a match of this equivalence is a translation. */
export const isTranslation = (equivalence: string): boolean => !NONE.has(equivalence);
