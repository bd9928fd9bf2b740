import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { choiceName, findChoice, restrictToShorthand } from './choice-shorthand.ts';
import { copyOf, type ElementNode, elementsOf, ownerOfSlice, sliceOf, treeOf } from './element-tree.ts';
import { type Step, stepsTo } from './locate-element.ts';
import { mergeElement } from './merge-element.ts';
import { SnapshotError } from './snapshot-error.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/** Finds a StructureDefinition that has a snapshot; undefined where none has this canonical. */
export type FindStructure = (canonical: string) => StructureDefinition | undefined;

const SLICED_BY_URL = {
  discriminator: [{ type: 'value' as const, path: 'url' }],
  ordered: false,
  rules: 'open' as const,
};

/** The snapshot of one definition as a tree, made once. */
const trees = new WeakMap<StructureDefinition, ElementNode>();

function treeOfStructure(structure: StructureDefinition): ElementNode {
  let tree = trees.get(structure);
  if (tree === undefined) {
    tree = treeOf(structure.snapshot?.element ?? []);
    trees.set(structure, tree);
  }
  return tree;
}

/** One snapshot in the making. */
class Snapshot {
  readonly #find: FindStructure;
  readonly #root: ElementNode;
  readonly #title: string;

  constructor(structure: StructureDefinition, find: FindStructure) {
    this.#find = find;
    this.#title = structure.name ?? structure.url ?? '';
    const base = find(structure.baseDefinition ?? '');
    if (base === undefined)
      throw new SnapshotError(`the base definition '${structure.baseDefinition}' is not known here`);
    this.#root = copyOf(treeOfStructure(base));
  }

  elements(differential: ElementDefinition[]): ElementDefinition[] {
    let steps: Step[] = [];
    for (const element of differential) {
      steps = stepsTo(element, steps);
      this.#merge(element, steps);
    }
    return elementsOf(this.#root);
  }

  #merge(element: ElementDefinition, steps: Step[]): void {
    let node = this.#root;
    for (const step of steps.slice(1)) node = this.#child(node, step, element);
    // An element that is given a type no longer repeats another.
    const { contentReference } = node.definition;
    if (contentReference !== undefined && element.type !== undefined && node.children.length === 0)
      this.#unfold(node, element);
    node.definition = mergeElement(node.definition, element);
  }

  /** The child of `parent` that a step leads to; a slice that is not there yet is made. */
  #child(parent: ElementNode, step: Step, element: ElementDefinition): ElementNode {
    if (parent.children.length === 0) this.#unfold(parent, element);
    const node = parent.children.find(({ name }) => name === step.name);
    if (node !== undefined) return step.slice === undefined ? node : this.#slice(node, step.slice);
    const choice = findChoice(parent.children, step.name);
    if (choice === undefined) {
      const words = `the differential has '${element.id ?? element.path}', but there is no element '${step.name}'`;
      throw new SnapshotError(`${words} to constrain (${this.#title})`);
    }
    restrictToShorthand(choice.node, choice.type);
    return this.#slice(choice.node, step.slice ?? step.name);
  }

  /** A new slice starts as the element was inherited, but need not be there. */
  #slice(node: ElementNode, sliceName: string): ElementNode {
    const known = sliceOf(node, sliceName);
    if (known !== undefined) return known;
    const owner = ownerOfSlice(node, sliceName);
    const slice = copyOf(owner.origin ?? owner);
    slice.slices = [];
    const { slicing: _, ...definition } = slice.definition;
    slice.definition = { ...definition, sliceName, min: 0 };
    const types = definition.type?.filter(({ code }) => choiceName(node.name, code ?? '') === sliceName);
    if (node.name.endsWith('[x]') && types?.length) slice.definition.type = types;
    owner.slices.push(slice);
    // Extensions are always sliced by url, whether a differential says so or not (profiling.html#extension).
    if (/^(modifierE|e)xtension$/.test(node.name) && node.definition.slicing === undefined)
      node.definition = { ...node.definition, slicing: { ...SLICED_BY_URL } };
    return slice;
  }

  /** Gives an element the children of what it repeats, of the profile on its type, or of its type. */
  #unfold(node: ElementNode, element: ElementDefinition): void {
    const { contentReference } = node.definition;
    const source =
      contentReference === undefined ? this.#typeOf(node) : this.#repeated(contentReference, node);
    if (source === undefined) {
      const words = `the differential has '${element.id ?? element.path}', but the type of '${node.name}'`;
      throw new SnapshotError(`${words} is not known here (${this.#title})`);
    }
    node.children = source.children.map(copyOf);
  }

  #typeOf({ definition }: ElementNode): ElementNode | undefined {
    const types = definition.type ?? [];
    const [type] = types;
    if (types.length !== 1 || type === undefined) {
      // Whatever the type will be, it has what every element has.
      const element = this.#find(`${CORE}Element`);
      return element && treeOfStructure(element);
    }
    const profiles = type.profile ?? [];
    const profile = profiles.length === 1 ? this.#find(profiles[0]!) : undefined;
    const structure = profile ?? this.#find(type.code?.includes('/') ? type.code : `${CORE}${type.code}`);
    return structure && treeOfStructure(structure);
  }

  /** What a contentReference repeats is copied where it is constrained; the repetition itself ends there. */
  #repeated(contentReference: string, node: ElementNode): ElementNode | undefined {
    const path = contentReference.slice(contentReference.indexOf('#') + 1).split('.');
    let source: ElementNode | undefined = this.#root.origin;
    for (const name of path.slice(1)) source = source?.children.find((child) => child.name === name);
    if (source === undefined) return undefined;
    const { contentReference: _, ...definition } = node.definition;
    node.definition = { ...definition, ...(source.definition.type ? { type: source.definition.type } : {}) };
    return source;
  }
}

/**
 * The snapshot of a definition that has a differential (profiling.html#snapshot): the elements of its base with the
 * differential laid over them; elements of datatypes, profiled types and repeated content appear where they are
 * constrained. Throws SnapshotError where the base is not known or lacks what is constrained.
 */
export function generateSnapshot(structure: StructureDefinition, find: FindStructure): ElementDefinition[] {
  return new Snapshot(structure, find).elements(structure.differential?.element ?? []);
}
