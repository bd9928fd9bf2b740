import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';

/** What an element says to people; validation needs none of it. */
const WORDS = new Set([
  'extension',
  'label',
  'code',
  'short',
  'definition',
  'comment',
  'requirements',
  'alias',
  'example',
  'mapping',
  'meaningWhenMissing',
  'orderMeaning',
  'isModifierReason',
  'base',
]);

function prepareElement(element: ElementDefinition): object {
  const kept = Object.entries(element).filter(([name]) => !WORDS.has(name));
  return Object.fromEntries(kept);
}

/**
 * A StructureDefinition that constrains another -> what validation reads of it, for `definitions/r4/profiles.json`.
 * The differential is enough: the snapshot is generated when the profile is first used.
 */
export function prepareProfile(structure: StructureDefinition) {
  const { url, version, name, kind, abstract, type, baseDefinition, derivation } = structure;
  const { context, contextInvariant, differential } = structure;
  return {
    resourceType: 'StructureDefinition',
    url,
    version,
    name,
    kind,
    abstract,
    ...(context ? { context } : {}),
    ...(contextInvariant ? { contextInvariant } : {}),
    type,
    baseDefinition,
    derivation,
    differential: { element: (differential?.element ?? []).map(prepareElement) },
  };
}
