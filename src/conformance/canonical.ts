/** A canonical in its parts: the url, and the version behind `|` if it has one (references.html#canonical). */
export function parseCanonical(canonical: string): { url: string; version?: string } {
  const [address = ''] = canonical.split('#', 1);
  const bar = address.indexOf('|');
  return bar < 0 ? { url: address } : { url: address.slice(0, bar), version: address.slice(bar + 1) };
}

/** Versions in order: numbers as numbers, `1.10` after `1.9`, anything else as text. */
export function compareVersions(a: string | undefined, b: string | undefined): number {
  return (a ?? '').localeCompare(b ?? '', 'en', { numeric: true });
}

/**
 * Of the resources that have one url the one that a canonical names: the one of its version (`4.0` stands for
 * `4.0.1` too), or without a version the latest. Of two of the same version the first.
 */
export function pickVersion<T extends object>(candidates: T[], version: string | undefined): T | undefined {
  const named = version === undefined ? candidates : candidates.filter((each) => isVersion(each, version));
  let latest: T | undefined;
  for (const each of named)
    if (!latest || compareVersions(versionOf(each), versionOf(latest)) > 0) latest = each;
  return latest;
}

const versionOf = (resource: object): string | undefined => (resource as { version?: string }).version;

function isVersion(resource: object, wanted: string): boolean {
  const version = versionOf(resource) ?? '';
  return version === wanted || version.startsWith(`${wanted}.`);
}
