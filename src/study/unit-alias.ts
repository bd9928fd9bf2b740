import { normaliseUnit } from '#units/normalise-unit.ts';
import type { Study } from './load-study.ts';

/** What a spelling of a unit stands for in a study, undefined for one that stands for none. */
export function unitAliasOf(study: () => Study | undefined): (spelling: string) => string | undefined {
  return (spelling) => {
    const meant = normaliseUnit(spelling, study()?.analytes.unitAliases ?? {});
    return meant === spelling ? undefined : meant;
  };
}
