import type { ElementDefinition } from '@medplum/fhirtypes';

/**
 * One element of a definition in its place: a snapshot is a list in which slices and children follow their
 * element (elementdefinition.html#id); as a tree each of them is found where it belongs.
 */
export interface ElementNode {
  /** The last step of the path: `value[x]`; for the root the name of the type. */
  name: string;
  definition: ElementDefinition;
  children: ElementNode[];
  /** The slices of this element, in order; each has children and re-slices of its own. */
  slices: ElementNode[];
  /** The slices by their names, as far as one was asked for. */
  indexed?: { names: Map<string, ElementNode>; count: number };
  /** The node this one was copied from: the element as inherited, before a differential touched it. */
  origin?: ElementNode;
  /** The types for which a differential wrote `valueQuantity` instead of slicing `value[x]`. */
  shorthands?: string[];
}

/** The last step of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('.'), 0));
}

/** The slice that `node` itself has under a name; slices are only ever added. */
function ownSlice(node: ElementNode, sliceName: string): ElementNode | undefined {
  node.indexed ??= { names: new Map(), count: 0 };
  const { indexed, slices } = node;
  for (; indexed.count < slices.length; indexed.count++) {
    const slice = slices[indexed.count]!;
    const name = slice.definition.sliceName ?? '';
    if (!indexed.names.has(name)) indexed.names.set(name, slice);
  }
  return indexed.names.get(sliceName);
}

/** The slice of `node` by its whole name; the name of a re-slice is that of its slice, `/`, and its own. */
export function sliceOf(node: ElementNode, sliceName: string): ElementNode | undefined {
  const own = ownSlice(node, sliceName);
  if (own !== undefined) return own;
  for (let end = sliceName.indexOf('/'); end > 0; end = sliceName.indexOf('/', end + 1)) {
    const outer = ownSlice(node, sliceName.slice(0, end));
    const found = outer && sliceOf(outer, sliceName);
    if (found) return found;
  }
  return undefined;
}

/** The node that a slice of this name belongs to: `node`, or for a re-slice `a/b` the slice `a`. */
export function ownerOfSlice(node: ElementNode, sliceName: string): ElementNode {
  const end = sliceName.lastIndexOf('/');
  return (end > 0 ? sliceOf(node, sliceName.slice(0, end)) : undefined) ?? node;
}

/** Where the next element of a list belongs: the open nodes from the root down, with their paths. */
class OpenNodes {
  readonly #open: { path: string; node: ElementNode }[];

  constructor(path: string, root: ElementNode) {
    this.#open = [{ path, node: root }];
  }

  add(path: string, node: ElementNode): void {
    const parent = parentOf(path);
    while (this.#open.length > 1 && this.#open.at(-1)!.path !== parent) this.#open.pop();
    const { children } = this.#open.at(-1)!.node;
    const { sliceName } = node.definition;
    const sliced = sliceName === undefined ? undefined : children.findLast(({ name }) => name === node.name);
    if (sliced && sliceName !== undefined) ownerOfSlice(sliced, sliceName).slices.push(node);
    else children.push(node);
    this.#open.push({ path, node });
  }
}

/** A whole snapshot as a tree; throws for an empty list. */
export function treeOf(elements: ElementDefinition[]): ElementNode {
  const [first, ...rest] = elements.map(
    (definition): ElementNode => ({
      name: nameOf(definition.path ?? ''),
      definition,
      children: [],
      slices: [],
    }),
  );
  if (first === undefined) throw new Error('a snapshot without elements');
  const open = new OpenNodes(first.definition.path ?? '', first);
  for (const node of rest) open.add(node.definition.path ?? '', node);
  return first;
}

/** A copy that may be changed without the original knowing; definitions are shared, since merging replaces them. */
export function copyOf(node: ElementNode): ElementNode {
  return {
    name: node.name,
    definition: node.definition,
    children: node.children.map(copyOf),
    slices: node.slices.map(copyOf),
    origin: node,
  };
}

/** The list of a tree: each element, then its children, then its slices, with the ids and paths of their places. */
export function elementsOf(root: ElementNode): ElementDefinition[] {
  const elements: ElementDefinition[] = [];
  const add = (node: ElementNode, path: string, id: string): void => {
    elements.push({ ...node.definition, id, path });
    for (const child of node.children) add(child, `${path}.${child.name}`, `${id}.${child.name}`);
    const unsliced = node.definition.sliceName === undefined ? id : id.slice(0, id.lastIndexOf(':'));
    for (const slice of node.slices) add(slice, path, `${unsliced}:${slice.definition.sliceName}`);
  };
  add(root, root.name, root.name);
  return elements;
}
