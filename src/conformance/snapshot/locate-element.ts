import type { ElementDefinition } from '@medplum/fhirtypes';

/** One step to an element: its name and, where the element is in a slice, the slice's. */
export interface Step {
  name: string;
  slice?: string | undefined;
}

function stepsOfId(id: string): Step[] {
  return id.split('.').map((step) => {
    const colon = step.indexOf(':');
    return colon < 0 ? { name: step } : { name: step.slice(0, colon), slice: step.slice(colon + 1) };
  });
}

/** Whether a step of an id, without its slice, is what the path says; `value[x]:valueQuantity` may be `valueQuantity`. */
function agrees({ name, slice }: Step, inPath: string): boolean {
  return (
    name === inPath || (name.endsWith('[x]') && (slice === inPath || inPath.startsWith(name.slice(0, -3))))
  );
}

function isOfPath(steps: Step[], names: string[], sliceName: string | undefined): boolean {
  return (
    steps.length === names.length &&
    steps.every((step, i) => agrees(step, names[i]!)) &&
    (sliceName === undefined || steps.at(-1)!.slice === sliceName)
  );
}

/**
 * The steps from the root to an element of a differential. Its id tells them (elementdefinition.html#id); where it
 * does not, the path does, and the slices are those of the element before, `previous`, as far as the two paths agree.
 */
export function stepsTo(element: ElementDefinition, previous: Step[]): Step[] {
  const names = (element.path ?? '').split('.');
  const { id, sliceName } = element;
  const told = id === undefined ? [] : stepsOfId(id);
  if (isOfPath(told, names, sliceName)) return told;
  let shared = 0;
  while (shared < names.length - 1 && previous[shared]?.name === names[shared]) shared++;
  return names.map((name, i) => {
    if (i === names.length - 1) return { name, slice: sliceName };
    return i < shared ? previous[i]! : { name };
  });
}
