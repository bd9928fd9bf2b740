import type { ElementDefinition } from '@medplum/fhirtypes';
import type { ElementNode } from './element-tree.ts';

/** The name that a choice element has in one of its types: `value[x]` and `Quantity` are `valueQuantity`. */
export function choiceName(name: string, type: string): string {
  return name.slice(0, -3) + type.charAt(0).toUpperCase() + type.slice(1);
}

/** The choice element among `children` that is called `name` in one of its types, and that type. */
export function findChoice(
  children: ElementNode[],
  name: string,
): { node: ElementNode; type: string } | undefined {
  for (const node of children) {
    if (!node.name.endsWith('[x]') || !name.startsWith(node.name.slice(0, -3))) continue;
    const types = node.origin?.definition.type ?? node.definition.type ?? [];
    const type = types.find(({ code }) => choiceName(node.name, code ?? '') === name);
    if (type?.code !== undefined) return { node, type: type.code };
  }
  return undefined;
}

/**
 * Takes `valueQuantity` of a differential as the slice of `value[x]` that it stands for: as in the published profiles
 * of R4 the slicing is by type and closed, and no other type is left than those written so (profiling.html#choice).
 */
export function restrictToShorthand(node: ElementNode, type: string): void {
  if (node.slices.some(({ definition }) => definition.sliceName === choiceName(node.name, type))) return;
  if (node.definition.slicing !== undefined && node.shorthands === undefined) return;
  node.shorthands = [...(node.shorthands ?? []), type];
  const inherited = node.origin?.definition.type ?? node.definition.type ?? [];
  node.definition = {
    ...node.definition,
    type: inherited.filter(({ code }) => node.shorthands?.includes(code ?? '')),
    slicing: { discriminator: [{ type: 'type', path: '$this' }], ordered: false, rules: 'closed' },
  } as ElementDefinition;
}
