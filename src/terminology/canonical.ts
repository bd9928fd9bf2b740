/** A canonical apart: `http://loinc.org|2.77` -> url and version (references.html#canonical). */
export function parseCanonical(canonical: string): { url: string; version?: string } {
  const bar = canonical.indexOf('|');
  if (bar < 0) return { url: canonical };
  const version = canonical.slice(bar + 1).replace(/#.*$/, '');
  const url = canonical.slice(0, bar);
  return version ? { url, version } : { url };
}

/** `url|version`, or the url alone. */
export const canonicalOf = (url: string, version?: string): string => (version ? `${url}|${version}` : url);

/**
 * Orders versions, the later one greater: part by part, numbers by value (`4.0.1`, `2018-08-12`, `20230131`).
 * No version comes before any.
 */
export function compareVersions(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  const [left, right] = [a.split(/[.\-+]/), b.split(/[.\-+]/)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = compareParts(left[i], right[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareParts(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const numeric = /^\d{1,15}$/;
  if (numeric.test(a) && numeric.test(b)) return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}
