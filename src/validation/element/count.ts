import type { ElementDefinition } from '@medplum/fhirtypes';
import { type Place, placeBelow } from '../place.ts';
import type { Run } from '../run.ts';
import type { ElementShape } from '../shape.ts';

/** Checks how many items of an element there are below `parent`. */
export type CountCheck = (count: number, parent: Place, run: Run) => void;

/** ElementDefinition.max as a number, Infinity for `*`. */
export function maxOf(max: string | undefined): number {
  return max === undefined || max === '*' ? Infinity : Number(max);
}

/** ElementDefinition.min and max of a profile, where they are narrower than those of the base definition. */
export function compileCount(
  definition: ElementDefinition,
  element: ElementShape,
  source: string,
): CountCheck | undefined {
  const min = definition.min ?? 0;
  const max = maxOf(definition.max);
  if (min <= element.min && max >= element.max) return undefined;
  const { name } = element;
  const range = `${min}..${max === Infinity ? '*' : max}`;
  return (count, parent, run) => {
    if (count >= min && count <= max) return;
    if (count === 0) {
      // What the base definition requires as well, it has reported.
      if (element.min > 0) return;
      run.error('required', parent, `The required element '${name}' is missing; expected ${range}.`, source);
      return;
    }
    const place = placeBelow(parent, name.replace('[x]', ''));
    const words =
      max === 0 ? `Found '${name}', expected none` : `Found ${count} items of '${name}', expected ${range}`;
    run.error(count < min ? 'required' : 'structure', place, `${words}.`, source);
  };
}
