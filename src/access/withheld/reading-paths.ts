/** An extension by its url, in the two ways to say so. */
const EXTENSION = /\.extension(?:\.where\(\s*url\s*=\s*'([^']*)'\s*\)|\(\s*'([^']*)'\s*\))/g;

/** Calls that lead to nothing but what stands before them. A filter of the resource itself reads its elements. */
const NO_STEP =
  /\.(?:where\(\s*resolve\(\)\s+is\s+\w+\s*\)|(?<=\.\w+\.)where\(\s*\w+\s*=\s*'[^']*'\s*\)|(?:as|ofType)\(\s*\w+\s*\)|exists\(\))/g;

/**
 * The paths by which the expression of a search parameter reads a resource, e.g. `Patient.name.family`; an extension that is named
 * stands as `Patient.extension{url}`, percent-encoded. Whatever else an expression has, as another call or a variable, stays in
 * the text, so that it is no plain path.
 */
export const readingPaths = (expression: string): string[] =>
  expression
    .replace(
      EXTENSION,
      (_, where?: string, call?: string) => `.extension{${encodeURIComponent(where ?? call ?? '')}}`,
    )
    .replace(NO_STEP, '')
    .split(/\||!?=|\band\b|\bor\b/)
    .map((path) => path.trim().replace(/^[(\s]+|[)\s]+$/g, ''))
    .filter((path) => !/^(?:true|false)?$/.test(path));
