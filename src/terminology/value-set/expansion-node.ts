import type { Designation } from '../code-system/concept.ts';

/** One code of an expansion, with those that are listed below it. */
export interface ExpansionNode {
  system: string;
  version?: string | undefined;
  code: string;
  display?: string | undefined;
  designation: readonly Designation[];
  inactive: boolean;
  abstract: boolean;
  contains: ExpansionNode[];
}

/** All nodes, each before those below it. */
export function* flatNodes(nodes: readonly ExpansionNode[]): Generator<ExpansionNode> {
  const stack = [...nodes].reverse();
  while (stack.length) {
    const node = stack.pop() as ExpansionNode;
    yield node;
    for (let i = node.contains.length - 1; i >= 0; i--) stack.push(node.contains[i] as ExpansionNode);
  }
}

/** The nodes for which `keep` holds; what is below a node that goes takes its place. */
export function pruneNodes(
  nodes: readonly ExpansionNode[],
  keep: (node: ExpansionNode) => boolean,
): ExpansionNode[] {
  const kept: ExpansionNode[] = [];
  for (const node of nodes) {
    const keeps = keep(node);
    const contains = node.contains.length ? pruneNodes(node.contains, keep) : node.contains;
    if (!keeps) kept.push(...contains);
    else kept.push(same(contains, node.contains) ? node : { ...node, contains });
  }
  return kept;
}

const same = (a: readonly ExpansionNode[], b: readonly ExpansionNode[]): boolean =>
  a === b || (a.length === b.length && a.every((node, i) => node === b[i]));
