import type { ElementDefinition } from '@medplum/fhirtypes';
import type { ElementNode } from '#conformance/snapshot/element-tree.ts';
import type { Membership } from '#terminology/terminology.ts';
import { maxOf } from '../element/count.ts';
import { isSame } from '../element/fixed.ts';
import { matchesPattern } from '../element/pattern.ts';
import { isObject } from '../is-object.ts';
import { resolveWithin } from '../resolve-within.ts';
import type { Run } from '../run.ts';
import type { ElementShape, JsonObject } from '../shape.ts';
import { conformsTo } from './conform.ts';
import { follow, type PathStep, parseDiscriminatorPath, type Told } from './discriminator-path.ts';
import type { Item } from './item.ts';
import type { ProfileContext } from './profile-definition.ts';
import { compileSelect, type Select } from './select-path.ts';

/** Whether an item belongs to a slice. */
export type Match = (item: Item, run: Run) => boolean;

type Slicing = NonNullable<ElementDefinition['slicing']>;
type Discriminator = NonNullable<Slicing['discriminator']>[number];

/**
 * Matches by what the values at the path are, whichever of them: by a fixed value, a pattern or a required binding;
 * undefined where the slice does not tell.
 */
function matchByValue(
  { fixed, patterns, nodes }: Told,
  select: Select,
  { terminology }: ProfileContext,
): Match | undefined {
  if (fixed.length > 0)
    return (item, run) => select(item, run).some(({ value }) => fixed.some((each) => isSame(value, each)));
  if (patterns.length > 0)
    return (item, run) =>
      select(item, run).some(({ value }) => patterns.some((each) => matchesPattern(value, each)));
  const valueSets = nodes.flatMap(({ definition: { binding } }) =>
    binding?.strength === 'required' && binding.valueSet !== undefined ? [binding.valueSet] : [],
  );
  if (valueSets.length === 0) return matchByExistence(nodes, select);
  const bound = valueSets.map((valueSet) => terminology.membership(valueSet));
  return (item, run) => select(item, run).some(({ value }) => bound.some((members) => isIn(members, value)));
}

/** Whether a code, a Coding, a CodeableConcept or the unit of a Quantity is known to be in a value set. */
function isIn(members: Membership, value: unknown): boolean {
  if (typeof value === 'string') return members.hasCode(value) === true;
  if (!isObject(value)) return false;
  if (Array.isArray(value.coding)) return value.coding.some((coding) => isIn(members, coding));
  const { system, code, version } = value as Partial<Record<string, string>>;
  return system !== undefined && code !== undefined && members.has(system, code, version) === true;
}

function matchByExistence(nodes: ElementNode[], select: Select): Match | undefined {
  if (nodes.some(({ definition }) => maxOf(definition.max) === 0))
    return (item, run) => select(item, run).length === 0;
  if (nodes.some(({ definition }) => (definition.min ?? 0) > 0))
    return (item, run) => select(item, run).length > 0;
  return undefined;
}

function matchByType(
  { nodes, resolved }: Told,
  select: Select,
  { structures }: ProfileContext,
): Match | undefined {
  const types = new Set(
    nodes.flatMap(({ definition }) =>
      (definition.type ?? []).flatMap(({ code, targetProfile }) =>
        resolved ? (targetProfile ?? []).map((target) => structures.typeOf(target)) : [code],
      ),
    ),
  );
  if (types.size === 0) return undefined;
  return (item, run) =>
    select(item, run).some(({ value, type }) =>
      types.has(isObject(value) && typeof value.resourceType === 'string' ? value.resourceType : type),
    );
}

function matchByProfile({ nodes, resolved }: Told, select: Select): Match | undefined {
  const profiles = nodes.flatMap(({ definition }) =>
    (definition.type ?? []).flatMap(
      ({ profile, targetProfile }) => (resolved ? targetProfile : profile) ?? [],
    ),
  );
  if (profiles.length === 0) return undefined;
  return (item, run) =>
    select(item, run)
      .map(({ value }) => value)
      .filter(isObject)
      .some((value) => conformsToAny(profiles, value, resolved, item, run));
}

function conformsToAny(
  profiles: string[],
  value: JsonObject,
  resolved: boolean,
  item: Item,
  run: Run,
): boolean {
  const target = resolved ? resolveWithin(value, run) : undefined;
  if (resolved && target === undefined) return false;
  const object = target?.resource ?? value;
  const own =
    target ?? (typeof value.resourceType === 'string' ? run.within(value as never, item.place, false) : run);
  return profiles.some((profile) => conformsTo(profile, object, target?.place ?? item.place, own) === true);
}

function compileOne(
  discriminator: Discriminator,
  node: ElementNode,
  element: ElementShape,
  context: ProfileContext,
): Match | undefined {
  const path = discriminator.path ?? '$this';
  const steps = parseDiscriminatorPath(path);
  const told = follow(node, steps, context);
  const selectBy = (text: string, by: PathStep[]): Select => {
    const selects = new Map(
      element.properties.map((property) => [property.name, compileSelect(text, by, property, context)]),
    );
    return (item, run) => selects.get(item.property.name)!(item, run);
  };
  const select = selectBy(path, steps);
  switch (discriminator.type) {
    case 'exists':
      return matchByExistence(told.nodes, select);
    case 'type':
      return matchByType(told, select, context);
    case 'profile':
      // A profile is tried where the resource is, to which its references and its place belong: so up to the reference.
      return steps.at(-1)?.kind === 'resolve'
        ? matchByProfile(told, selectBy(path.replace(/\.?resolve\(\)$/, ''), steps.slice(0, -1)))
        : matchByProfile({ ...told, resolved: false }, select);
    default:
      return matchByValue(told, select, context);
  }
}

/**
 * Compiles whether an item belongs to the slice of `node` (profiling.html#discriminator): every discriminator must say
 * so. A slice of which they tell nothing takes no item; one without any discriminator is that of a type, or nothing.
 */
export function compileMatch(
  node: ElementNode,
  slicing: Slicing | undefined,
  element: ElementShape,
  context: ProfileContext,
): Match {
  const discriminators = slicing?.discriminator ?? [];
  const used = discriminators.length > 0 ? discriminators : [{ type: 'type' as const, path: '$this' }];
  const matches = used.map((discriminator) => compileOne(discriminator, node, element, context));
  if (matches.includes(undefined)) return () => false;
  return (item, run) => matches.every((match) => match!(item, run));
}
