import {
  type HeldValue,
  heldItems,
  heldValue,
  putItems,
  putValue,
  removeProperty,
} from '#fhir/json/held-value.ts';
import type { ElementPlace, LocatedElement } from '#fhirpath/locate/located-element.ts';

type Json = Record<string, unknown>;

/** An element as it stands in JSON: a value, and for a primitive the object with its id and extensions. */
export interface ElementItem {
  value?: HeldValue;
  /** What stands in the property with an underscore (json.html#primitive). */
  sibling?: unknown;
}

/** The items of a list, a primitive's siblings beside them; none where the list is not there. */
export function readList(holder: Json, key: string): ElementItem[] {
  const [values, siblings] = [holder[key], holder[`_${key}`]];
  const held = Array.isArray(values) ? heldItems(values) : [];
  const others: unknown[] = Array.isArray(siblings) ? siblings : [];
  return Array.from({ length: Math.max(held.length, others.length) }, (_, i) => {
    const value = held[i];
    const sibling = others[i] ?? undefined;
    return {
      ...(value && value.value !== null ? { value } : {}),
      ...(sibling === undefined ? {} : { sibling }),
    };
  });
}

/** Puts a list into the place of the one that is there; an empty one takes the property away. */
export function writeList(holder: Json, key: string, items: ElementItem[]): void {
  if (items.some(({ value }) => value)) {
    const array: unknown[] = [];
    putItems(
      array,
      items.map(({ value }) => value ?? { value: null }),
    );
    putValue(holder, key, { value: array });
  } else removeProperty(holder, key);
  if (items.some(({ sibling }) => sibling !== undefined))
    holder[`_${key}`] = items.map(({ sibling }) => sibling ?? null);
  else delete holder[`_${key}`];
}

/** Puts one element that does not repeat; what was there under the property goes, extensions and all. */
export function writeElement(holder: Json, key: string, { value, sibling }: ElementItem): void {
  if (value) putValue(holder, key, value);
  else removeProperty(holder, key);
  if (sibling === undefined) delete holder[`_${key}`];
  else holder[`_${key}`] = sibling;
}

/** Puts an element in the place of a located one. */
export function replaceElement({ holder, key, index }: ElementPlace, item: ElementItem): void {
  if (index === undefined) writeElement(holder, key, item);
  else writeList(holder, key, readList(holder, key).with(index, item));
}

/** Takes an element away, and with it the elements above that have nothing else (an element is never empty). */
export function removeElement({ place, parent }: LocatedElement): void {
  if (!place) return;
  const { holder, key, index } = place;
  if (index === undefined) writeElement(holder, key, {});
  else writeList(holder, key, readList(holder, key).toSpliced(index, 1));
  if (parent?.place && Object.keys(holder).length === 0) leaveEmpty(parent, parent.place);
}

/** An element that has lost its last member: a primitive may still have its value. */
function leaveEmpty(element: LocatedElement, place: ElementPlace): void {
  const { value } = itemAt(place);
  if (typeof value?.value === 'object' || !value) removeElement(element);
  else replaceElement(place, { value });
}

/** The element that stands at a place. */
export function itemAt({ holder, key, index }: ElementPlace): ElementItem {
  if (index !== undefined) return readList(holder, key)[index] ?? {};
  const sibling = holder[`_${key}`];
  return {
    ...(Object.hasOwn(holder, key) ? { value: heldValue(holder, key) } : {}),
    ...(sibling === undefined ? {} : { sibling }),
  };
}
