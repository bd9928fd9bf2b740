import type { ElementDefinition } from '#conformance/definitions.ts';
import { type Place, placeBelow } from '../place.ts';
import type { Run } from '../run.ts';
import type { ElementShape, JsonObject, Property } from '../shape.ts';

/** ElementDefinition.min and max; an element is a JSON array when the base definition lets it repeat. */
export function compileCardinality({ min, max }: ElementDefinition) {
  return { min, max, isList: max > 1 };
}

function isPresent(object: JsonObject, element: ElementShape): boolean {
  for (const property of element.properties) {
    if (object[property.name] !== undefined || object[property.siblingName] !== undefined) return true;
  }
  return false;
}

/** Reports `element` when `object`, which stands at `place`, lacks it (ElementDefinition.min). */
export function checkRequired(object: JsonObject, element: ElementShape, place: Place, run: Run): void {
  if (isPresent(object, element)) return;
  const names = element.properties.map((property) => property.name);
  const written = element.isChoice && names.length <= 5 ? ` (${names.join(' or ')})` : '';
  const missing = `The required element '${element.name}'${written} is missing`;
  run.error('required', place, `${missing}; expected ${cardinalityOf(element)}.`, element.source);
}

/** Reports a list of too few or too many items (ElementDefinition.min and max). */
export function checkCount(count: number, { element, step }: Property, parent: Place, run: Run): void {
  if (count >= element.min && count <= element.max) return;
  const code = count < element.min ? 'required' : 'structure';
  const words = `Found ${count} items of '${element.name}', expected ${cardinalityOf(element)}.`;
  run.error(code, placeBelow(parent, step), words, element.source);
}

function cardinalityOf({ min, max }: ElementShape): string {
  return `${min}..${max === Infinity ? '*' : max}`;
}

/** Reports the types of a choice element when there is more than one (formats.html#choice). */
export function checkChoice(found: Property[], parent: Place, run: Run): void {
  for (const element of new Set(found.map((property) => property.element))) {
    const names = found.filter((property) => property.element === element).map(({ name }) => `'${name}'`);
    if (names.length < 2) continue;
    const words = `Found ${names.join(' and ')}, expected at most one type of '${element.name}'.`;
    run.error('structure', placeBelow(parent, element.name.replace('[x]', '')), words, 'formats.html#choice');
  }
}
