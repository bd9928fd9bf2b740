import type { ComparableValues } from './comparable-values.ts';
import type { Measurement, Unusable } from './measurements.ts';

const REASONS: Record<Unusable, string> = {
  'no-quantity': 'without a numeric value',
  comparator: 'with a comparator such as <',
  'no-ucum-unit': 'without a UCUM unit',
  'modifier-extension': 'with a modifier extension',
};

/** What a reader of one result has to know: what was left out and why, what was converted, and what stands elsewhere. */
export function statisticsNotes(
  measurements: Measurement[],
  list: ComparableValues | undefined,
  lists: ComparableValues[],
): string[] {
  return [...leftOut(measurements), ...(list ? [...conversions(list), ...elsewhere(list, lists)] : [])];
}

function leftOut(measurements: Measurement[]): string[] {
  const unusable = measurements.filter((measurement) => measurement.unusable);
  if (!unusable.length) return [];
  const byReason = Map.groupBy(unusable, ({ unusable: reason }) => reason as Unusable);
  const reasons = [...byReason].map(([reason, of]) => `${of.length} ${REASONS[reason]}`);
  return [`${unusable.length} of ${measurements.length} measurements are not used: ${reasons.join(', ')}`];
}

function conversions({ rules, unit, approximate }: ComparableValues): string[] {
  const converted = rules.size
    ? [`values in other units were brought to ${unit.code} by ${[...rules].sort().join(', ')}`]
    : [];
  return approximate
    ? [
        ...converted,
        `the values came to ${unit.code} by a factor that is approximate, and are a result of their own`,
      ]
    : converted;
}

function elsewhere(list: ComparableValues, lists: ComparableValues[]): string[] {
  return lists
    .filter((other) => other !== list)
    .map(
      ({ values, unit, approximate }) =>
        `${values.length} in ${unit.code}${approximate ? ' (approximate)' : ''} cannot be computed with these, and are a result of their own`,
    );
}
