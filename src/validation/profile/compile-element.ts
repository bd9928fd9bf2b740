import type { ElementNode } from '#conformance/snapshot/element-tree.ts';
import { compileCount } from '../element/count.ts';
import type { Check, ElementShape, JsonObject } from '../shape.ts';
import { compileItem } from './compile-item.ts';
import { type Item, type ItemCheck, itemsOf } from './item.ts';
import { type ProfileContext, sourceOf } from './profile-definition.ts';
import { compileSlicing } from './slicing.ts';

/** What a profile says of an element or slice, by the type of the item. */
export type ItemRules = Map<string, ItemCheck[]>;

/** The keywords of a node for each type that its element may have; undefined where it adds nothing. */
export function compileItemRules(
  node: ElementNode,
  element: ElementShape,
  context: ProfileContext,
): ItemRules | undefined {
  const rules: ItemRules = new Map();
  for (const property of element.properties) {
    const checks = compileItem(node, property, context);
    if (checks.length > 0) rules.set(property.name, checks);
  }
  return rules.size > 0 ? rules : undefined;
}

/** Applies the keywords that belong to the type of the item. */
export function checkItem(item: Item, rules: ItemRules, run: Parameters<ItemCheck>[1]): void {
  for (const check of rules.get(item.property.name) ?? []) check(item, run);
}

/** What a profile says of one element beyond its base definition, as a check of the object that holds it. */
export function compileElement(
  node: ElementNode,
  element: ElementShape,
  context: ProfileContext,
): Check<JsonObject>[] {
  const count = compileCount(node.definition, element, sourceOf(node, context));
  const rules = compileItemRules(node, element, context);
  const slicing = compileSlicing(node, element, context);
  if (count === undefined && rules === undefined && slicing === undefined) return [];
  return [
    (object, place, run) => {
      const items = itemsOf(object, element, place);
      count?.(items.length, place, run);
      if (items.length > 0 && rules !== undefined) for (const item of items) checkItem(item, rules, run);
      slicing?.(items, place, run);
    },
  ];
}
