import type { ElementConstraint, ElementDefinition } from '#conformance/definitions.ts';
import type { ElementNode } from '#conformance/snapshot/element-tree.ts';
import type { ProfileContext } from './profile-definition.ts';

/** The walker knows these two by itself. */
const BUILT_IN = new Set(['ele-1', 'ext-1']);

/** The constraints of a node that the base definition does not have already. */
export function addedConstraints(
  { definition }: ElementNode,
  base: ElementDefinition | undefined,
  { structure }: ProfileContext,
): ElementConstraint[] {
  const inherited = new Set((base?.constraints ?? []).map(({ key }) => key));
  const added: ElementConstraint[] = [];
  for (const { key = '', severity, human = '', expression, source } of definition.constraint ?? []) {
    if (expression === undefined || BUILT_IN.has(key)) continue;
    const isOfBase =
      inherited.has(key) && (source === undefined || source.startsWith('http://hl7.org/fhir/Struct'));
    if (isOfBase) continue;
    added.push({
      key,
      severity: severity === 'warning' ? 'warning' : 'error',
      human,
      expression,
      source: `${structure.url}#${key}`,
    });
  }
  return added;
}
