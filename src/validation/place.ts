/**
 * Where the walker stands: a chain of steps from the root. The text of the path is only built for an issue,
 * so that a valid resource never pays for it.
 */
export interface Place {
  parent: Place | undefined;
  /** The step as FHIRPath writes it: `component`, or `value.ofType(Quantity)` for a choice. */
  step: string;
  /** Position in a list, or -1. */
  index: number;
}

/** The place one step below `parent`; `index` is the position in a list. */
export function placeBelow(parent: Place | undefined, step: string, index = -1): Place {
  return { parent, step, index };
}

/** The FHIRPath of a place, e.g. `Observation.component[1].value.ofType(Quantity).code`. */
export function expressionOf(place: Place): string {
  const own = place.index < 0 ? place.step : `${place.step}[${place.index}]`;
  return place.parent === undefined ? own : `${expressionOf(place.parent)}.${own}`;
}
