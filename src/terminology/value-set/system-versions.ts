import type { ValueSetExpansionParameter } from '@medplum/fhirtypes';
import { canonicalOf, parseCanonical } from '../canonical.ts';
import { TerminologyError } from '../terminology-error.ts';

/** Versions of code systems that the client asks for, each a canonical `system|version` (valueset-operation-expand.html). */
export interface SystemVersions {
  /** Used where the value set names none. */
  default?: readonly string[];
  /** Used as well, and an error where the value set names another. */
  check?: readonly string[];
  /** Used whatever the value set names. */
  force?: readonly string[];
}

/** The version of a system to use, where an include names `version` or none. */
export function versionFor(
  system: string,
  version: string | undefined,
  { default: used, check, force }: SystemVersions,
): string | undefined {
  const forced = find(force, system);
  if (forced !== undefined) return forced;
  const checked = find(check, system);
  if (checked !== undefined && version !== undefined && version !== checked) {
    const message = `the value set asks for ${canonicalOf(system, version)}, and check-system-version for ${checked}`;
    throw new TerminologyError({ reason: 'broken-value-set', message });
  }
  return version ?? checked ?? find(used, system);
}

function find(canonicals: readonly string[] | undefined, system: string): string | undefined {
  for (const canonical of canonicals ?? []) {
    const { url, version } = parseCanonical(canonical);
    if (url === system) return version;
  }
  return undefined;
}

/** The versions that were asked for, as parameters of the expansion. */
export function versionParameters(versions: SystemVersions = {}): ValueSetExpansionParameter[] {
  const of = (name: string, canonicals: readonly string[] = []) =>
    canonicals.map((valueUri) => ({ name, valueUri }));
  return [
    ...of('system-version', versions.default),
    ...of('check-system-version', versions.check),
    ...of('force-system-version', versions.force),
  ];
}
