/** One JSON property that may hold a member, and the type that the property's name implies. */
export interface MemberProperty {
  key: string;
  /** Name of the property that holds id and extensions of a primitive (json.html#primitive). */
  siblingKey: string;
  /** Undefined when only the value tells its type (an element of type Resource). */
  shape: TypeShape | undefined;
}

/** The alternatives of a choice of types (`value[x]`), each under its property's key and under its sibling's. */
export type Choice = ReadonlyMap<string, MemberProperty>;

export type Member = MemberProperty | Choice;

export function isChoice(member: Member): member is Choice {
  return member instanceof Map;
}

interface ShapeFacts {
  name: string;
  path?: string;
  namespace: 'FHIR' | 'System';
  /** Names of the type itself and of all it is derived from. */
  ancestors: ReadonlySet<string>;
  primitive: boolean;
  open?: boolean;
  members?: () => Map<string, Member>;
}

/** What the engine knows of a type: its name, its ancestors and its members, which are bound on first use. */
export class TypeShape {
  readonly name: string;
  /** For an element with members of its own, e.g. `Patient.contact`; its name is `BackboneElement` or `Element`. */
  readonly path: string | undefined;
  readonly namespace: 'FHIR' | 'System';
  readonly ancestors: ReadonlySet<string>;
  readonly primitive: boolean;
  /** True for JSON without a definition, whose members are what it has. */
  readonly open: boolean;
  /** The System type that values of this type are compared as, where it is not the JSON type. */
  readonly temporal: 'date' | 'dateTime' | 'time' | undefined;
  readonly quantity: boolean;
  private readonly bindMembers: () => Map<string, Member>;
  private bound: Map<string, Member> | undefined;

  constructor(facts: ShapeFacts) {
    this.name = facts.name;
    this.path = facts.path;
    this.namespace = facts.namespace;
    this.ancestors = facts.ancestors;
    this.primitive = facts.primitive;
    this.open = facts.open ?? false;
    const isFhir = facts.namespace === 'FHIR';
    this.temporal = isFhir ? temporalKind(facts.name) : undefined;
    this.quantity = isFhir && facts.ancestors.has('Quantity');
    this.bindMembers = facts.members ?? (() => new Map());
  }

  /** The member of that element name, or of that JSON property of a choice; undefined when there is none. */
  member(name: string): Member | undefined {
    this.bound ??= this.bindMembers();
    return this.bound.get(name);
  }
}

function temporalKind(name: string): 'date' | 'dateTime' | 'time' | undefined {
  if (name === 'instant') return 'dateTime';
  return name === 'date' || name === 'dateTime' || name === 'time' ? name : undefined;
}

function systemShape(name: string): TypeShape {
  return new TypeShape({
    name,
    namespace: 'System',
    ancestors: new Set([name, 'Any']),
    primitive: name !== 'Quantity',
  });
}

/** The types of FHIRPath itself (N1, 4.1 Literals). */
export const SYSTEM = {
  Boolean: systemShape('Boolean'),
  String: systemShape('String'),
  Integer: systemShape('Integer'),
  Decimal: systemShape('Decimal'),
  Date: systemShape('Date'),
  DateTime: systemShape('DateTime'),
  Time: systemShape('Time'),
  Quantity: systemShape('Quantity'),
};

/** JSON that no definition describes, e.g. a variable's. */
export const OBJECT_SHAPE = new TypeShape({
  name: 'Object',
  namespace: 'System',
  ancestors: new Set(['Object']),
  primitive: false,
  open: true,
});
