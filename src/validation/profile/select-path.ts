import { compileExpression, type TypedValue } from '#fhirpath/compile-expression.ts';
import { isObject } from '../is-object.ts';
import type { Run } from '../run.ts';
import type { ObjectShape, Property } from '../shape.ts';
import type { PathStep } from './discriminator-path.ts';
import type { Item } from './item.ts';
import type { ProfileContext } from './profile-definition.ts';

/** The values at a discriminator's path in an item, with their types. */
export type Select = (item: Item, run: Run) => TypedValue[];

/** The properties along a path of plain elements; undefined where it has a choice, a function, or what is not there. */
function plainProperties(steps: PathStep[], shape: ObjectShape): Property[] | undefined {
  const properties: Property[] = [];
  let current: ObjectShape | undefined = shape;
  for (const step of steps) {
    const property: Property | undefined =
      step.kind === 'element' ? current?.elements.get(step.name)?.properties[0] : undefined;
    if (property === undefined) return undefined;
    properties.push(property);
    current = property.shape.kind === 'object' ? property.shape : undefined;
  }
  return properties;
}

/** Follows property names, which is what nearly all paths are, without an expression. */
function selectPlain(properties: Property[]): Select {
  const type = properties.at(-1)!.type;
  return ({ value }) => {
    let values: unknown[] = [value];
    for (const { name } of properties) {
      const next: unknown[] = [];
      for (const each of values) {
        const part = isObject(each) ? each[name] : undefined;
        if (Array.isArray(part)) next.push(...part);
        else if (part !== undefined) next.push(part);
      }
      values = next;
    }
    return values.map((each) => ({ value: each, type }));
  };
}

function contextOf({ shape, type }: Property): string {
  return shape.kind === 'object' ? shape.path : type;
}

/** The type of an item: that of its property, or for a resource its own. */
function typeOf({ value, property }: Item): string {
  if (property.shape.kind !== 'resource') return property.type;
  return isObject(value) && typeof value.resourceType === 'string' ? value.resourceType : 'Resource';
}

/** Compiles the path of a discriminator for the items of an element. */
export function compileSelect(
  path: string,
  steps: PathStep[],
  property: Property,
  context: ProfileContext,
): Select {
  if (steps.length === 0) return (item) => [{ value: item.value, type: typeOf(item) }];
  const plain = property.shape.kind === 'object' ? plainProperties(steps, property.shape) : undefined;
  if (plain !== undefined) return selectPlain(plain);
  return (item, run) => {
    const type = property.shape.kind === 'resource' ? typeOf(item) : contextOf(property);
    return compileExpression(path, type, context.definitions).evaluate(item.value, run.environment);
  };
}
