import type { ElementNode } from '#conformance/snapshot/element-tree.ts';
import { maxOf } from '../element/count.ts';
import type { Place } from '../place.ts';
import type { Run } from '../run.ts';
import type { ElementShape } from '../shape.ts';
import { checkItem, compileItemRules, type ItemRules } from './compile-element.ts';
import { compileMatch, type Match } from './discriminator.ts';
import type { Item } from './item.ts';
import { type ProfileContext, sourceOf } from './profile-definition.ts';

/** One slice, compiled. */
interface Slice {
  name: string;
  min: number;
  max: number;
  source: string;
  matches: Match;
  rules: ItemRules | undefined;
  /** Its re-slices. */
  slicing: SlicingCheck | undefined;
}

/** Sorts the items of one element into slices and checks each with what its slice says. */
export type SlicingCheck = (items: Item[], parent: Place, run: Run) => void;

/** The slice for whatever no other slice takes (profiling.html#default). */
const DEFAULT = '@default';

function compileSlice(
  node: ElementNode,
  owner: ElementNode,
  element: ElementShape,
  context: ProfileContext,
): Slice {
  const { definition } = node;
  const name = definition.sliceName ?? '';
  return {
    name,
    min: definition.min ?? 0,
    max: maxOf(definition.max),
    source: sourceOf(node, context),
    matches: compileMatch(node, owner.definition.slicing, element, context),
    rules: compileItemRules(node, element, context),
    slicing: compileSlicing(node, element, context),
  };
}

/** ElementDefinition.slicing: undefined for an element without slices. */
export function compileSlicing(
  node: ElementNode,
  element: ElementShape,
  context: ProfileContext,
): SlicingCheck | undefined {
  const { slicing } = node.definition;
  if (node.slices.length === 0) return undefined;
  const slices = node.slices.map((slice) => compileSlice(slice, node, element, context));
  const source = sourceOf(node, context);
  const rules = slicing?.rules ?? 'open';
  const ordered = slicing?.ordered === true;
  return (items, parent, run) => {
    const taken = items.map((item) => sliceOf(item, slices, source, run));
    if (rules !== 'open') reportUnsliced(items, taken, rules, source, run);
    if (ordered) reportDisorder(items, taken, slices, source, run);
    for (const slice of slices)
      checkSlice(
        slice,
        items.filter((_, i) => taken[i] === slice),
        parent,
        run,
      );
  };
}

function sliceOf(item: Item, slices: Slice[], source: string, run: Run): Slice | undefined {
  const matching = slices.filter(({ name, matches }) => name !== DEFAULT && matches(item, run));
  if (matching.length > 1) {
    const names = matching.map(({ name }) => `'${name}'`).join(' and ');
    run.error(
      'structure',
      item.place,
      `Found what is of the slices ${names}, expected it to be of one.`,
      source,
    );
  }
  return matching[0] ?? slices.find(({ name }) => name === DEFAULT);
}

function reportUnsliced(
  items: Item[],
  taken: (Slice | undefined)[],
  rules: string,
  source: string,
  run: Run,
): void {
  const last = rules === 'openAtEnd' ? taken.findLastIndex((slice) => slice !== undefined) : items.length;
  for (let i = 0; i < last; i++) {
    if (taken[i] !== undefined) continue;
    const words =
      rules === 'closed'
        ? 'Found what is of none of the slices that are allowed here, expected it to be of one'
        : 'Found what is of no slice before one that is, expected it at the end';
    run.error('structure', items[i]!.place, `${words}.`, source);
  }
}

function reportDisorder(
  items: Item[],
  taken: (Slice | undefined)[],
  slices: Slice[],
  source: string,
  run: Run,
): void {
  let furthest = -1;
  for (let i = 0; i < items.length; i++) {
    const slice = taken[i];
    if (slice === undefined) continue;
    const position = slices.indexOf(slice);
    if (position < furthest) {
      const words = `Found the slice '${slice.name}' behind '${slices[furthest]!.name}', expected it before`;
      run.error('structure', items[i]!.place, `${words}.`, source);
    }
    furthest = Math.max(furthest, position);
  }
}

function checkSlice(slice: Slice, items: Item[], parent: Place, run: Run): void {
  const { name, min, max, rules, slicing, source } = slice;
  if (items.length < min || items.length > max) {
    const found = items.length === 0 ? 'Found nothing' : `Found ${items.length} items`;
    const words = `${found} of the slice '${name}', expected ${min}..${max === Infinity ? '*' : max}`;
    const place = items.length === 0 ? parent : items.at(-1)!.place;
    run.error(items.length < min ? 'required' : 'structure', place, `${words}.`, source);
  }
  if (rules !== undefined) for (const item of items) checkItem(item, rules, run);
  slicing?.(items, parent, run);
}
