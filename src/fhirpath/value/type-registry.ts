import type { Definitions, ElementDefinition, TypeDefinition } from '#conformance/definitions.ts';
import { isChoice, type Member, type MemberProperty, OBJECT_SHAPE, TypeShape } from './type-shape.ts';

const INLINE = new Set(['BackboneElement', 'Element']);

function capitalize(code: string): string {
  return code.charAt(0).toUpperCase() + code.slice(1);
}

/** The shapes of all types and backbone elements of the definitions, each built when it is first asked for. */
export class TypeRegistry {
  private readonly definitions: Definitions;
  private readonly shapes = new Map<string, TypeShape>();

  constructor(definitions: Definitions) {
    this.definitions = definitions;
  }

  isType(name: string): boolean {
    return this.definitions.types.has(name);
  }

  isResourceType(name: string): boolean {
    return this.definitions.resourceTypes.has(name);
  }

  /** The shape of a resource or datatype by its name, undefined when R4 has none of that name. */
  type(name: string): TypeShape | undefined {
    const known = this.shapes.get(name);
    if (known) return known;
    const definition = this.definitions.types.get(name);
    return definition && this.add(name, name, definition);
  }

  /**
   * The shape of a type, or of an element by its path (`Patient.contact`); an element of several types,
   * as in `Observation.value[x]`, has the open shape, one of any resource that of Resource. Undefined when there is no such element.
   */
  path(path: string): TypeShape | undefined {
    const [root = '', ...names] = path.split('.');
    let shape = this.type(root);
    for (const name of names) {
      const member = shape?.member(name.replace('[x]', ''));
      if (!member) return undefined;
      shape = isChoice(member) ? OBJECT_SHAPE : (member.shape ?? this.type('Resource'));
    }
    return shape;
  }

  private add(path: string, name: string, definition: TypeDefinition): TypeShape {
    const primitive = path === name && definition.kind === 'primitive-type';
    const shape = new TypeShape({
      name,
      ...(path !== name && { path }),
      namespace: 'FHIR',
      ancestors: this.ancestors(name),
      primitive,
      members: () => this.members(path, definition, primitive),
    });
    this.shapes.set(path, shape);
    return shape;
  }

  private ancestors(name: string): Set<string> {
    const ancestors = new Set<string>();
    for (let next: string | undefined = name; next; next = this.definitions.types.get(next)?.base)
      ancestors.add(next);
    return ancestors;
  }

  private members(parent: string, definition: TypeDefinition, primitive: boolean): Map<string, Member> {
    const members = new Map<string, Member>();
    const prefix = `${parent}.`;
    for (const element of definition.elements) {
      const name = element.path.slice(prefix.length);
      if (!element.path.startsWith(prefix) || name.includes('.')) continue;
      // `value` of a primitive is the JSON value itself, not a property (json.html#primitive).
      if (primitive && name === 'value') continue;
      this.addMember(members, name, element, definition);
    }
    return members;
  }

  private addMember(
    members: Map<string, Member>,
    name: string,
    element: ElementDefinition,
    definition: TypeDefinition,
  ): void {
    const property = (key: string, shape: TypeShape | undefined) => ({ key, siblingKey: `_${key}`, shape });
    if (!name.endsWith('[x]')) {
      members.set(name, property(name, this.elementShape(element, definition)));
      return;
    }
    const stem = name.slice(0, -3);
    const choice = new Map<string, MemberProperty>();
    for (const { code } of element.types) {
      const alternative = property(stem + capitalize(code), this.type(code));
      choice.set(alternative.key, alternative).set(alternative.siblingKey, alternative);
      members.set(alternative.key, alternative);
    }
    members.set(stem, choice);
  }

  private elementShape(element: ElementDefinition, definition: TypeDefinition): TypeShape | undefined {
    const code = element.types[0]?.code ?? '';
    if (code === 'Resource') return undefined;
    const path = element.contentReference ?? element.path;
    const isInline = element.contentReference !== undefined || INLINE.has(code);
    if (!isInline) return this.type(code);
    const name = definition.elements.find((e) => e.path === path)?.types[0]?.code ?? 'BackboneElement';
    return this.shapes.get(path) ?? this.add(path, name, definition);
  }
}
