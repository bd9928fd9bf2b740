import type { Resource } from '#fhir/resource.ts';
import type { StudyCalendar } from '#study/study-day.ts';

/** A visit of the schedule of activities; days count from day 0, the day of the first dose. */
export interface Visit {
  id: string;
  code: string;
  title: string;
  /** Day the visit is planned for; null for a visit that only has a window. */
  target: number | null;
  low: number;
  high: number;
}

export interface Schedule {
  /** Visits with a window, by the id of their action. */
  visits: Map<string, Visit>;
}

interface Quantity {
  value?: number;
  code?: string;
}

interface RelatedAction {
  actionId: string;
  offsetDuration?: Quantity;
  extension?: { url: string; valueRange?: { low?: Quantity; high?: Quantity } }[];
}

interface Action {
  id?: string;
  title?: string;
  code?: { coding?: { code?: string }[] }[];
  relatedAction?: RelatedAction[];
}

const WINDOW = 'http://hl7.org/fhir/uv/vulcan-schedule/StructureDefinition/AcceptableOffsetRangeSoa';

function days(quantity: Quantity | undefined, place: string): number {
  if (quantity?.value === undefined || quantity.code !== 'd')
    throw new Error(`schedule: ${place} is not in days`);
  return quantity.value;
}

function visitOf(action: Action, related: RelatedAction | undefined): Visit | null {
  const id = action.id ?? '';
  const visit = { id, code: action.code?.[0]?.coding?.[0]?.code ?? id, title: action.title ?? id };
  if (!related) return { ...visit, target: 0, low: 0, high: 0 };
  const range = related.extension?.find((extension) => extension.url === WINDOW)?.valueRange;
  if (!range) return null;
  const target = related.offsetDuration ? days(related.offsetDuration, `the offset of ${id}`) : null;
  return {
    ...visit,
    target,
    low: days(range.low, `the window of ${id}`),
    high: days(range.high, `the window of ${id}`),
  };
}

/**
 * Reads the visit windows of a schedule of activities: PlanDefinition.action with relatedAction.offsetDuration and the
 * AcceptableOffsetRangeSoa extension, whose range holds signed absolute offsets. The action that others relate to is day 0.
 */
export function parseSchedule(plan: Resource): Schedule {
  const actions = (plan.action ?? []) as Action[];
  const origins = new Set(
    actions.flatMap((action) => (action.relatedAction ?? []).map((related) => related.actionId)),
  );
  if (origins.size !== 1) throw new Error('schedule: visits must relate to exactly one action, day 0');
  const visits = new Map<string, Visit>();
  for (const action of actions) {
    const related = action.relatedAction?.[0];
    if (!action.id || (!related && !origins.has(action.id))) continue;
    const visit = visitOf(action, related);
    if (visit) visits.set(action.id, visit);
  }
  return { visits };
}

/** The windows as FHIRPath variables, e.g. `%m3Opens` and `%m3Closes`; empty when there is no day 0 to count from. */
export function windowVariables(
  schedule: Schedule,
  calendar: StudyCalendar,
  dayZero: number | null,
): Record<string, unknown> {
  const variables: Record<string, unknown> = {};
  for (const { id, low, high } of schedule.visits.values()) {
    variables[`${id}Opens`] = dayZero === null ? [] : calendar.opens(dayZero + low);
    variables[`${id}Closes`] = dayZero === null ? [] : calendar.closes(dayZero + high);
  }
  return variables;
}
