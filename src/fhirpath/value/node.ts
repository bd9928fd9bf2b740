import { Quantity } from './quantity.ts';
import { Temporal } from './temporal.ts';
import { SYSTEM, type TypeShape } from './type-shape.ts';

type Json = Record<string, unknown>;

/**
 * One value of a collection with its type. `value` is FHIR JSON, or a Temporal or Quantity where the
 * expression made the value; it is undefined for a primitive that has only an id or extensions, which
 * stand in `sibling` (json.html#primitive). Such an element exists, but has no value.
 */
export class Node {
  readonly value: unknown;
  readonly shape: TypeShape;
  private readonly owner: Json | undefined;
  private readonly siblingKey: string | undefined;
  private readonly index: number | undefined;

  /** For a primitive element, the object and the property its sibling stands in, and its place in a list. */
  constructor(value: unknown, shape: TypeShape, owner?: Json, siblingKey?: string, index?: number) {
    this.value = value;
    this.shape = shape;
    this.owner = owner;
    this.siblingKey = siblingKey;
    this.index = index;
  }

  /** Looked up when it is asked for: few expressions do, and few primitives have one. */
  get sibling(): Json | undefined {
    if (this.owner === undefined || this.siblingKey === undefined) return undefined;
    const sibling = this.owner[this.siblingKey] as (Json & (Json | null)[]) | null | undefined;
    return (this.index === undefined ? sibling : sibling?.[this.index]) ?? undefined;
  }
}

export type Collection = readonly Node[];

export const EMPTY: Collection = [];
export const TRUE: Collection = [new Node(true, SYSTEM.Boolean)];
export const FALSE: Collection = [new Node(false, SYSTEM.Boolean)];

/** Three-valued logic's result as a collection: undefined is empty. */
export function booleanCollection(value: boolean | undefined): Collection {
  if (value === undefined) return EMPTY;
  return value ? TRUE : FALSE;
}

export function stringNode(value: string): Node {
  return new Node(value, SYSTEM.String);
}

/** A number as System.Integer where it is whole, else System.Decimal. */
export function numberNode(value: number): Node {
  return new Node(value, Number.isInteger(value) ? SYSTEM.Integer : SYSTEM.Decimal);
}

export function temporalNode(value: Temporal): Node {
  if (value.kind === 'date') return new Node(value, SYSTEM.Date);
  return new Node(value, value.kind === 'time' ? SYSTEM.Time : SYSTEM.DateTime);
}

export function quantityNode(value: Quantity): Node {
  return new Node(value, SYSTEM.Quantity);
}

/**
 * The value as FHIRPath computes with it (fhirpath.html#types): FHIR dates and times as Temporal,
 * a FHIR Quantity with a UCUM code as Quantity, anything else as it stands in JSON.
 */
export function operand(node: Node): unknown {
  const { value, shape } = node;
  if (typeof value === 'string') {
    return shape.temporal === undefined ? value : (Temporal.parse(shape.temporal, value) ?? value);
  }
  return shape.quantity ? (Quantity.fromFhir(value) ?? value) : value;
}
