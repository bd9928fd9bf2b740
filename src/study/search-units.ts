import type { CodedUnits, SearchUnits } from '#search/quantity/search-units.ts';
import { unitsIn } from '#storage/remember-units.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { analyteUnits } from '#units/analyte-units.ts';
import { convertUnit } from '#units/convert-unit.ts';
import type { Study } from './load-study.ts';

/** What searches are told of units: those of the store, UCUM, and the study's rules for its analytes. */
export function searchUnits(
  store: Pick<ResourceStore, 'records'>,
  study: () => Study | undefined,
): SearchUnits {
  let known: CodedUnits[] | undefined;
  const analytes = (): CodedUnits[] => {
    const rules = known ? undefined : study()?.analytes;
    known ??= rules ? analyteUnits(rules) : [];
    return known;
  };
  return { codes: () => unitsIn(store), convert: convertUnit, analytes };
}
