import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import type { Definitions } from '#conformance/definitions.ts';
import type { ElementNode } from '#conformance/snapshot/element-tree.ts';
import type { StructureDefinitions } from '#conformance/structure-definitions.ts';
import type { Terminology } from '#terminology/terminology.ts';
import type { ShapeCompiler } from '../compile-shape.ts';

/** What compiling the keywords of a profile takes. */
export interface ProfileContext {
  structure: StructureDefinition;
  definitions: Definitions;
  structures: StructureDefinitions;
  terminology: Terminology;
  /** Base definitions, beside which only that is compiled which the profile adds. */
  shapes: ShapeCompiler;
}

/** The rule that an issue names: the profile and the id of its element. */
export function sourceOf({ definition }: ElementNode, { structure }: ProfileContext): string {
  return `${structure.url}#${definition.id ?? definition.path}`;
}

/** The value of `fixed[x]`, `pattern[x]`, `minValue[x]` or `maxValue[x]` of an element, undefined where it has none. */
export function choiceOf(
  definition: ElementDefinition,
  stem: 'fixed' | 'pattern' | 'minValue' | 'maxValue',
): unknown {
  for (const [name, value] of Object.entries(definition)) {
    const next = name.charAt(stem.length);
    if (name.startsWith(stem) && next !== '' && next === next.toUpperCase()) return value;
  }
  return undefined;
}
