const MARKS = /\p{M}/gu;

/** Folds the case of the letters A to Z alone, as identifiers and codes are compared. */
export const foldAscii = (text: string): string =>
  text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** Folds case and accents, as string search ignores both (search.html#string). */
export function fold(text: string): string {
  // Plain ASCII, the usual case, has nothing to decompose.
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 127) return text.normalize('NFD').replace(MARKS, '').toLowerCase();
  }
  return text.toLowerCase();
}
