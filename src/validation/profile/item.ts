import { isObject } from '../is-object.ts';
import { type Place, placeBelow } from '../place.ts';
import type { Run } from '../run.ts';
import type { ElementShape, JsonObject, Property } from '../shape.ts';

/** One value of an element as a profile looks at it. */
export interface Item {
  /** Undefined for a primitive that has only an id or extensions. */
  value: unknown;
  /** The id and extensions of a primitive, from its `_name`. */
  sibling: JsonObject | undefined;
  /** Which of the element's JSON properties holds it: for a choice, which type. */
  property: Property;
  place: Place;
}

/** A keyword of a profile, looking at one item of the element it stands at. */
export type ItemCheck = (item: Item, run: Run) => void;

/** What is not written as the definition wants it is no item: the walker has reported it. */
function fits(value: unknown, { shape }: Property): boolean {
  return shape.kind === 'primitive' ? typeof value !== 'object' : isObject(value);
}

function addItem(items: Item[], value: unknown, sibling: unknown, property: Property, place: Place): void {
  const known = fits(value, property) ? value : undefined;
  const ownSibling = isObject(sibling) ? sibling : undefined;
  if (known !== undefined || ownSibling !== undefined)
    items.push({ value: known, sibling: ownSibling, property, place });
}

function addItems(items: Item[], object: JsonObject, property: Property, parent: Place): void {
  const value = object[property.name];
  const sibling = property.shape.kind === 'primitive' ? object[property.siblingName] : undefined;
  if (value === undefined && sibling === undefined) return;
  if (!property.element.isList) {
    addItem(items, value, sibling, property, placeBelow(parent, property.step));
    return;
  }
  const values = Array.isArray(value) ? value : [];
  const siblings = Array.isArray(sibling) ? sibling : [];
  for (let i = 0; i < Math.max(values.length, siblings.length); i++)
    addItem(items, values[i], siblings[i], property, placeBelow(parent, property.step, i));
}

/** The values of an element in `object`, which stands at `parent`, in order; for a choice of whatever type. */
export function itemsOf(object: JsonObject, element: ElementShape, parent: Place): Item[] {
  const items: Item[] = [];
  if (!element.isChoice) {
    for (const property of element.properties) addItems(items, object, property, parent);
    return items;
  }
  // An object has few properties, a choice up to a hundred names.
  for (const name in object) {
    const property = element.byName.get(name);
    if (property === undefined) continue;
    const isTold = name === property.siblingName && object[property.name] !== undefined;
    if (!isTold) addItems(items, object, property, parent);
  }
  return items;
}
