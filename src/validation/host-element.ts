import type { Definitions } from '#conformance/definitions.ts';
import type { ShapeCompiler } from './compile-shape.ts';
import { isObject } from './is-object.ts';
import type { Place } from './place.ts';
import type { Run } from './run.ts';
import type { ObjectShape, Property } from './shape.ts';

/** The element that stands at a place, as definitions name it. */
export interface HostElement {
  value: unknown;
  /** For what context an expression about it is compiled: its type, or the path of a backbone element. */
  context: string;
  /** Names by which a definition may mean it: `Patient.contact.name`, `HumanName`, `Element`; the types it derives from. */
  names: Set<string>;
}

/** The JSON name of a step of FHIRPath: `valueQuantity` of `value.ofType(Quantity)`. */
export function jsonName(step: string): string {
  const open = step.indexOf('.ofType(');
  if (open < 0) return step;
  const type = step.slice(open + 8, -1);
  return step.slice(0, open) + type.charAt(0).toUpperCase() + type.slice(1);
}

/** The places from below the resource of `run` down to `place`. */
function placesTo(place: Place, run: Run): Place[] {
  const places: Place[] = [];
  for (let at: Place | undefined = place; at !== undefined && at !== run.place; at = at.parent)
    places.push(at);
  return places.reverse();
}

/** The names of resource types as elements, which are asked for with nearly every extension. */
const ofRoots = new WeakMap<Definitions, Map<string, Set<string>>>();

function rootNames(type: string, definitions: Definitions): Set<string> {
  const known = ofRoots.get(definitions) ?? new Map<string, Set<string>>();
  ofRoots.set(definitions, known);
  const names = known.get(type) ?? new Set(lineage(type, definitions));
  if (definitions.types.has(type)) known.set(type, names);
  return names;
}

function lineage(type: string, definitions: Definitions): string[] {
  const base = definitions.types.get(type)?.base;
  return base === undefined ? [type] : [type, ...lineage(base, definitions)];
}

/** The names that an element may go by below another: of a choice `value[x]`, `value` and `valueQuantity`. */
function stepNames({ element, name }: Property): string[] {
  return element.isChoice ? [element.name, element.name.slice(0, -3), name] : [name];
}

function valueBelow(value: unknown, name: string, index: number): unknown {
  const below = isObject(value) ? value[name] : undefined;
  return index >= 0 && Array.isArray(below) ? below[index] : below;
}

/** What definitions call the element at `place`, which is in the resource of `run`; undefined where they know none. */
export function hostElement(
  place: Place,
  run: Run,
  shapes: ShapeCompiler,
  definitions: Definitions,
): HostElement | undefined {
  let value: unknown = run.resource;
  let shape = shapes.resourceShape(run.resource.resourceType);
  let paths = [run.resource.resourceType];
  let type = run.resource.resourceType;
  let context = type;
  if (place === run.place) return { value, context, names: rootNames(type, definitions) };
  for (const { step, index } of placesTo(place, run)) {
    const property: Property | undefined = shape?.properties.get(jsonName(step));
    if (shape === undefined || property === undefined) return undefined;
    const steps = stepNames(property);
    // A repeated backbone element goes by the path of what it repeats, an element of a datatype by that of the type.
    const parents = [...paths, shape.path];
    paths = [...new Set(parents.flatMap((path) => steps.map((each) => `${path}.${each}`)))];
    value = valueBelow(value, property.name, index);
    type = property.type || 'BackboneElement';
    const own: ObjectShape | undefined = property.shape.kind === 'object' ? property.shape : undefined;
    context = own?.path ?? type;
    if (own !== undefined) paths.push(own.path);
    shape = own ?? (shapes.shapeOf('Element') as ObjectShape);
  }
  return { value, context, names: new Set([...paths, ...lineage(type, definitions)]) };
}
