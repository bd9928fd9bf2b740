import type { Records } from '#storage/records.ts';
import type { PackageManifest } from './package-manifest.ts';

const KIND = 'package';

/** What FHIR itself publishes and this server has anyway, with the version that it has. */
const BUILT_IN: Record<string, string> = { 'hl7.fhir.r4.core': '4.0.1', 'hl7.fhir.r4.expansions': '4.0.1' };

/** The packages that are installed on a store: name -> versions. */
export class InstalledPackages {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  async has({ name, version }: PackageManifest): Promise<boolean> {
    return (await this.#records.read(KIND, keyOf(name, version))) !== undefined;
  }

  /** The dependencies of a package that are not there, as `name#version`. */
  async missing({ dependencies = {} }: PackageManifest): Promise<string[]> {
    const there = (await this.#records.list(KIND)).map(({ key }) => key);
    const all = [...there, ...Object.entries(BUILT_IN).map(([name, version]) => keyOf(name, version))];
    return Object.entries(dependencies)
      .filter(([name, wanted]) => !all.some((key) => satisfies(key, name, wanted)))
      .map(([name, wanted]) => keyOf(name, wanted));
  }

  async add({ name, version }: PackageManifest, resources: number): Promise<void> {
    const value = JSON.stringify({ resources });
    await this.#records.write({ kind: KIND, key: keyOf(name, version), value });
  }
}

const keyOf = (name: string, version: string): string => `${name}#${version}`;

/** `4.0.x` is met by `4.0.1`, `latest` and `current` by any version. */
function satisfies(key: string, name: string, wanted: string): boolean {
  if (!key.startsWith(`${name}#`)) return false;
  const version = key.slice(name.length + 1);
  if (wanted === version || wanted === 'latest' || wanted === 'current') return true;
  return /(?:^|\.)[xX*]$/.test(wanted) && version.startsWith(wanted.slice(0, -1));
}
