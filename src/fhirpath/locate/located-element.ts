import { shapeOfJson } from '../native/member.ts';
import { Node } from '../value/node.ts';
import type { TypeRegistry } from '../value/type-registry.ts';
import { isChoice, type MemberProperty, type TypeShape } from '../value/type-shape.ts';

type Json = Record<string, unknown>;

/** Where an element stands in the JSON of its resource. */
export interface ElementPlace {
  /** The object that has the property. */
  holder: Json;
  /** The property, e.g. `valueQuantity` of the element `value`. */
  key: string;
  /** The place in a list, counted from 0; undefined for an element that does not repeat. */
  index: number | undefined;
}

/** An element of a resource, found by a path, and where it stands. */
export class LocatedElement {
  readonly node: Node;
  /** Undefined for the resource itself. */
  readonly parent: LocatedElement | undefined;
  readonly place: ElementPlace | undefined;

  private constructor(node: Node, parent?: LocatedElement, place?: ElementPlace) {
    this.node = node;
    this.parent = parent;
    this.place = place;
  }

  /** The resource itself. */
  static root(resource: unknown, types: TypeRegistry): LocatedElement {
    return new LocatedElement(new Node(resource, shapeOfJson(resource, types)));
  }

  /** The path of its definition, e.g. `Patient.contact`, or the name of its type, e.g. `HumanName`. */
  get type(): string {
    const { shape } = this.node;
    return shape.path ?? shape.name;
  }

  /**
   * The object with the members of this element: for a primitive the one with its id and extensions
   * (json.html#primitive); undefined where a primitive has none of both.
   */
  get members(): Json | undefined {
    const { value, sibling } = this.node;
    return typeof value === 'object' && value !== null ? (value as Json) : sibling;
  }

  /** Whether the type of this element has a member of that name at all. */
  hasMember(name: string): boolean {
    return this.node.shape.member(name) !== undefined;
  }

  /** The elements of that name below this one, in order. */
  children(name: string, types: TypeRegistry): LocatedElement[] {
    const holder = this.members;
    const member = this.node.shape.member(name);
    if (!holder || !member) return [];
    if (!isChoice(member)) return this.#under(holder, member, types);
    // At most one alternative of a choice is there in a valid resource.
    const key = Object.keys(holder).find((property) => member.has(property));
    return key === undefined ? [] : this.#under(holder, member.get(key) as MemberProperty, types);
  }

  #under(holder: Json, { key, siblingKey, shape }: MemberProperty, types: TypeRegistry): LocatedElement[] {
    const [value, sibling] = [holder[key], holder[siblingKey]];
    const one = (item: unknown, index?: number) => {
      const own: TypeShape = shape ?? shapeOfJson(item, types);
      const node = own.primitive
        ? new Node(item ?? undefined, own, holder, siblingKey, index)
        : new Node(item, own);
      return new LocatedElement(node, this, { holder, key, index });
    };
    if (Array.isArray(value) || Array.isArray(sibling)) {
      const lengths = [value, sibling].map((list) => (Array.isArray(list) ? list.length : 0));
      return Array.from({ length: Math.max(...lengths) }, (_, i) =>
        one(Array.isArray(value) ? value[i] : undefined, i),
      );
    }
    return value === undefined && sibling === undefined ? [] : [one(value)];
  }
}
