import type { ElementDefinition as R4ElementDefinition } from '@medplum/fhirtypes';
import { CORE } from '#conformance/base-structure.ts';
import type { ElementDefinition, ElementType } from '#conformance/definitions.ts';
import type { ElementNode } from '#conformance/snapshot/element-tree.ts';
import type { Resource } from '#fhir/resource.ts';
import { compileBinding } from '../element/binding.ts';
import { compileConstraints } from '../element/constraint.ts';
import { compileExcludedType, compileResourceType } from '../element/element-type.ts';
import { compileFixed } from '../element/fixed.ts';
import { compileMaxLength } from '../element/max-length.ts';
import { compileMinMaxValue } from '../element/min-max-value.ts';
import { compilePattern } from '../element/pattern.ts';
import { compileTargetProfile } from '../element/target-profile.ts';
import { compileTypeProfile } from '../element/type-profile.ts';
import type { Check, JsonObject, Property, Shape } from '../shape.ts';
import { addedConstraints } from './added-constraints.ts';
import { compileChildren } from './compile-profile.ts';
import type { ItemCheck } from './item.ts';
import { choiceOf, type ProfileContext, sourceOf } from './profile-definition.ts';

const SYSTEM_TYPE = 'http://hl7.org/fhirpath/';

type R4Type = NonNullable<R4ElementDefinition['type']>[number];

/** Element ids and the like, whose type is one of FHIRPath's, keep the type that the base definition gives them. */
function isUnrestricted(types: R4Type[]): boolean {
  return types.length === 0 || types.some(({ code }) => code?.startsWith(SYSTEM_TYPE));
}

/** The keywords of a node for items in one of the types of its element, beyond those of the base definition. */
export function compileItem(node: ElementNode, property: Property, context: ProfileContext): ItemCheck[] {
  const { definition } = node;
  const source = sourceOf(node, context);
  const types = definition.type ?? [];
  const type = types.find(({ code }) => code === property.type);
  const isChoice = property.element.properties.length > 1;
  if (isChoice && type === undefined && !isUnrestricted(types)) {
    const allowed = types.map(({ code }) => code ?? '');
    return [onPlace(compileExcludedType(property, allowed, source))];
  }
  const base = property.element.definition;
  const baseType = base.types.find(({ code }) => code === property.type);
  if (property.shape.kind === 'resource') return compileResource(node, types, source, context);
  const checks: Check[] = [
    ...compileValue(definition, source),
    ...compileAddedBinding(definition, base, property.type, source, context),
    ...compileTargetProfile(type?.targetProfile, baseType?.target, property.type, source, context),
    ...compileTypeProfile(addedProfiles(type, baseType), source),
    ...compileConstraints(addedConstraints(node, base, context), contextType(property), context.definitions),
  ];
  return [...checks.map(onValue), ...compileBelow(node, property, context)];
}

function onPlace(check: Check): ItemCheck {
  return ({ value, place }, run) => check(value, place, run);
}

function onValue(check: Check): ItemCheck {
  return ({ value, place }, run) => {
    if (value !== undefined) check(value, place, run);
  };
}

function compileValue(definition: R4ElementDefinition, source: string): Check[] {
  return [
    ...compileFixed(choiceOf(definition, 'fixed'), source),
    ...compilePattern(choiceOf(definition, 'pattern'), source),
    ...compileMaxLength(definition.maxLength, source),
    ...compileMinMaxValue(choiceOf(definition, 'minValue'), choiceOf(definition, 'maxValue'), source),
  ];
}

/** The value set that even an extensible binding must not leave. */
const MAX_VALUE_SET = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet';

function compileAddedBinding(
  { binding }: R4ElementDefinition,
  base: ElementDefinition,
  type: string,
  source: string,
  { terminology }: ProfileContext,
): Check[] {
  const { valueSet, strength = 'example', extension } = binding ?? {};
  if (valueSet === undefined) return [];
  const isInherited =
    base.binding?.valueSet === valueSet.split('|')[0] && base.binding?.strength === strength;
  if (isInherited) return [];
  const maxValueSet = extension?.find(({ url }) => url === MAX_VALUE_SET)?.valueCanonical;
  const own = { strength, valueSet, ...(maxValueSet ? { maxValueSet } : {}) };
  return compileBinding(own, type, source, terminology);
}

/** Extensions are checked by their url, whatever the element that holds them says. */
function addedProfiles(type: R4Type | undefined, base: ElementType | undefined): string[] | undefined {
  if (type?.code === 'Extension') return undefined;
  return type?.profile?.filter(
    (profile) => !base?.profile?.includes(profile) && !profile.startsWith(`${CORE}${type.code}`),
  );
}

/** What an expression about the items is compiled for: the type, or the path of a backbone element. */
function contextType({ shape, type }: Property): string {
  return shape.kind === 'object' ? shape.path : type;
}

/** The elements within an item; those of a primitive are in its `_name`. */
function compileBelow(node: ElementNode, { shape }: Property, context: ProfileContext): ItemCheck[] {
  if (node.children.length === 0) return [];
  if (shape.kind === 'object') {
    return compileChildren(node, shape, context).map(onValue as (check: Check<JsonObject>) => ItemCheck);
  }
  const element: Shape = context.shapes.shapeOf('Element');
  return compileChildren(node, element, context).map(
    (check): ItemCheck =>
      ({ sibling, place }, run) =>
        check(sibling ?? {}, place, run),
  );
}

/** A resource within a resource: its type, its profile, and what the node says of its elements. */
function compileResource(
  node: ElementNode,
  types: R4Type[],
  source: string,
  context: ProfileContext,
): ItemCheck[] {
  const [type] = types;
  const codes = types.map(({ code }) => code ?? '');
  const inner = types.length === 1 && node.children.length > 0 && context.definitions.types.has(codes[0]!);
  const below = inner ? compileChildren(node, context.shapes.shapeOf(codes[0]!), context) : [];
  const constraints = compileConstraints(
    addedConstraints(node, undefined, context),
    'Resource',
    context.definitions,
  );
  const checks: Check[] = [
    ...compileResourceType(codes, source),
    ...(types.length === 1 ? compileTypeProfile(type?.profile, source) : []),
    ...(below as Check[]),
    ...constraints,
  ];
  return checks.map(
    (check): ItemCheck =>
      ({ value, place }, run) => {
        if (value !== undefined) check(value, place, run.within(value as Resource, place, false));
      },
  );
}
