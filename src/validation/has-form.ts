import type { Resource } from '#fhir/resource.ts';
import type { ShapeCompiler } from './compile-shape.ts';
import { isObject } from './is-object.ts';
import type { JsonObject, ObjectShape, Property } from './shape.ts';

/** The primitive types that JSON does not write as text (json.html#primitive). */
const NOT_TEXT: Record<string, string> = {
  boolean: 'boolean',
  decimal: 'number',
  integer: 'number',
  positiveInt: 'number',
  unsignedInt: 'number',
};

/**
 * Whether a resource has the form that its definition promises: lists where there are lists, text where there is text,
 * and all that is required. What reads it as a definition can do so; whether it is valid is another question.
 */
export function hasForm(resource: Resource, shapes: ShapeCompiler): boolean {
  const shape = shapes.resourceShape(resource.resourceType);
  return shape !== undefined && isFormed(resource, shape, shapes);
}

function isFormed(object: JsonObject, shape: ObjectShape, shapes: ShapeCompiler): boolean {
  for (const { properties } of shape.required)
    if (!properties.some(({ name }) => object[name] !== undefined)) return false;
  for (const name in object) {
    const property = shape.properties.get(name);
    if (property?.name === name && !isFormedProperty(object[name], property, shapes)) return false;
  }
  return true;
}

function isFormedProperty(value: unknown, property: Property, shapes: ShapeCompiler): boolean {
  if (Array.isArray(value) !== property.element.isList) return false;
  return Array.isArray(value)
    ? value.every((item) => isFormedItem(item, property, shapes))
    : isFormedItem(value, property, shapes);
}

function isFormedItem(item: unknown, { shape }: Property, shapes: ShapeCompiler): boolean {
  if (shape.kind === 'primitive') return typeof item === (NOT_TEXT[shape.type] ?? 'string');
  if (!isObject(item)) return false;
  return shape.kind === 'resource' ? hasForm(item as Resource, shapes) : isFormed(item, shape, shapes);
}
