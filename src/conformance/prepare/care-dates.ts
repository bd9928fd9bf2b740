import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import type { CareDates } from '../care-dates.ts';
import type { SearchParameterDefinition } from '../definitions.ts';

/** What R4's mappings call the time of the care itself (workflow.html, fivews.html). */
const OF_CARE = /^(?:Event\.occurr(?:ence|ed)|Request\.occurrence|FiveWs\.(?:done|init|planned|context))/;

/** What they call the time at which somebody wrote it down. */
const OF_RECORD = /^(?:FiveWs\.recorded|Request\.authoredOn)/;

const MAPPINGS = new Set(['workflow', 'w5']);

/**
 * The date parameters of each resource type that tell when care took place, and when it was recorded: those whose
 * element R4 maps to the occurrence of an event or request. A type without either is left out.
 */
export function prepareCareDates(
  structures: StructureDefinition[],
  parameters: SearchParameterDefinition[],
): [type: string, dates: CareDates][] {
  return structures.flatMap(({ name, kind, snapshot }): [string, CareDates][] => {
    if (kind !== 'resource') return [];
    const dates = parameters.filter(({ type, base }) => type === 'date' && base.includes(name));
    const leadTo = (meaning: RegExp) => {
      const elements = (snapshot?.element ?? []).filter((element) => means(element, meaning));
      return dates
        .filter(({ expression = '' }) => elements.some(({ path }) => isOf(expression, path)))
        .map(({ code }) => code);
    };
    const care = leadTo(OF_CARE);
    const recorded = leadTo(OF_RECORD).filter((code) => !care.includes(code));
    return care.length || recorded.length ? [[name, { care, recorded }]] : [];
  });
}

const means = ({ mapping = [] }: ElementDefinition, meaning: RegExp): boolean =>
  mapping.some(({ identity, map }) => MAPPINGS.has(identity ?? '') && meaning.test(map ?? ''));

/** Whether an expression is about the element itself, and not about one below it. */
function isOf(expression: string, path = ''): boolean {
  const element = path.replace('[x]', '').replaceAll('.', '\\.');
  return new RegExp(`(?<![\\w.])${element}(?:\\.as\\(\\w+\\))?(?![\\w.])`).test(expression);
}
