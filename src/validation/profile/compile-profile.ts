import { type ElementNode, treeOf } from '#conformance/snapshot/element-tree.ts';
import { compileConstraints } from '../element/constraint.ts';
import type { Run } from '../run.ts';
import type { Check, JsonObject, Shape } from '../shape.ts';
import { addedConstraints } from './added-constraints.ts';
import { compileElement } from './compile-element.ts';
import type { ProfileContext } from './profile-definition.ts';
import { compileSubExtensions } from './sub-extensions.ts';

/** The elements below a node, as one check of the object that holds them. */
export function compileChildren(
  node: ElementNode,
  shape: Shape,
  context: ProfileContext,
): Check<JsonObject>[] {
  if (shape.kind !== 'object') return [];
  return node.children.flatMap((child) => {
    const element = shape.elements.get(child.name);
    return element === undefined ? [] : compileElement(child, element, context);
  });
}

/** Does `check` as one of a profile, whose canonical goes with its issues. */
function inProfile(canonical: string, { pass }: Run, check: () => void): void {
  const around = pass.profile;
  pass.profile = canonical;
  try {
    check();
  } finally {
    pass.profile = around;
  }
}

/**
 * A StructureDefinition with a snapshot as a check of a value that the base definition was checked with: only what
 * the profile says beyond it is compiled.
 */
export function compileProfile(context: ProfileContext): Check<JsonObject> {
  const { structure, shapes, definitions } = context;
  const type = structure.type as string;
  const root = treeOf(structure.snapshot?.element ?? []);
  const base = definitions.types.get(type)?.elements[0];
  const checks = [
    ...compileChildren(root, shapes.shapeOf(type), context),
    ...compileConstraints(addedConstraints(root, base, context), type, definitions),
    ...(type === 'Extension' ? [compileSubExtensions(root, structure.url as string)] : []),
  ];
  const { url } = structure;
  return (value, place, run) => {
    const { steps } = run.pass;
    const perform = (some: Check<JsonObject>[]) =>
      inProfile(url as string, run, () => {
        for (const check of some) check(value, place, run);
      });
    if (steps === undefined || steps.stretches === 0 || value !== run.resource) perform(checks);
    // What was long to walk is long to compare with a profile.
    else for (const check of checks) steps.addLast(() => perform([check]));
  };
}
