import type { ElementDefinition } from '#conformance/definitions.ts';
import type { Place } from './place.ts';
import type { Complaint } from './primitive/complaint.ts';
import type { Run } from './run.ts';

/** A compiled keyword: looks at one value of an element (one item of a list) and reports what is wrong. */
export type Check<T = unknown> = (value: T, place: Place, run: Run) => void;

/** A JSON object as the tree holds it. */
export type JsonObject = Record<string, unknown>;

/** What a primitive value must look like. */
export interface PrimitiveShape {
  kind: 'primitive';
  type: string;
  /** Says what is wrong with a value, or nothing when it is right. */
  complain(value: unknown): Complaint | undefined;
}

/** What the object of a resource, datatype or backbone element may hold. */
export interface ObjectShape {
  kind: 'object';
  /** `Observation`, `Quantity`, `Observation.component`. */
  path: string;
  isResource: boolean;
  /** By JSON property name, the `_name` of primitives included. */
  properties: Map<string, Property>;
  /** By the name in the definition: `status`, `value[x]`. */
  elements: Map<string, ElementShape>;
  required: ElementShape[];
  checks: Check<JsonObject>[];
}

/** Any resource: its own resourceType says which. */
export interface ResourceShape {
  kind: 'resource';
}

export type Shape = PrimitiveShape | ObjectShape | ResourceShape;

/** An element of the definition, whatever names it may go by in JSON. */
export interface ElementShape {
  /** As in the definition: `status`, `value[x]`. */
  name: string;
  definition: ElementDefinition;
  min: number;
  max: number;
  /** Whether JSON writes it as an array. */
  isList: boolean;
  isChoice: boolean;
  /** `StructureDefinition/Observation#Observation.status`. */
  source: string;
  /** One for a plain element, one for each type of a choice. */
  properties: Property[];
  /** The same by JSON name, the `_name` of primitives included. */
  byName: Map<string, Property>;
}

/** One JSON property: an element in one of its types. */
export interface Property {
  element: ElementShape;
  /** JSON name, e.g. `valueQuantity`, without the `_` of a primitive's extensions. */
  name: string;
  /** `_name`. */
  siblingName: string;
  /** Step in FHIRPath: `status`, `value.ofType(Quantity)`. */
  step: string;
  /** Name of the FHIR type. */
  type: string;
  shape: Shape;
  /** Keywords of the element itself; those of its type are the shape's. */
  checks: Check[];
}
