import type { Definitions, ElementDefinition, TypeDefinition } from '#conformance/definitions.ts';

/** An element of a resource for which the definitions have constraints. */
export interface ConstrainedElement {
  /** Path of the definition, which is the context type of the constraints' expressions. */
  path: string;
  value: unknown;
  /** The resource that the element is in. */
  resource: unknown;
  constraints: { key: string; expression: string }[];
}

type Json = Record<string, unknown>;

const INLINE = new Set(['BackboneElement', 'Element']);

/** Finds what the constraints of R4 apply to, by the definitions alone, so that no engine judges itself. */
export class ConstrainedElements {
  private readonly definitions: Definitions;

  constructor(definitions: Definitions) {
    this.definitions = definitions;
  }

  /** All elements of a resource with constraints, those of contained resources and datatypes too. */
  *of(resource: Json): Generator<ConstrainedElement> {
    const definition = this.definitions.types.get(String(resource.resourceType));
    if (definition) yield* this.walk(resource, definition, definition.name, resource);
  }

  private *walk(
    value: unknown,
    definition: TypeDefinition,
    path: string,
    resource: unknown,
  ): Generator<ConstrainedElement> {
    const constraints = definition.elements.find((e) => e.path === path)?.constraints;
    if (constraints) yield { path, value, resource, constraints };
    if (typeof value !== 'object' || value === null) return;
    for (const element of definition.elements) {
      const name = element.path.slice(path.length + 1);
      if (!element.path.startsWith(`${path}.`) || name.includes('.')) continue;
      for (const [code, child] of values(value as Json, name, element))
        yield* this.child(child, code, element, definition, resource);
    }
  }

  private *child(
    value: unknown,
    code: string,
    element: ElementDefinition,
    definition: TypeDefinition,
    resource: unknown,
  ): Generator<ConstrainedElement> {
    if (element.contentReference)
      return yield* this.walk(value, definition, element.contentReference, resource);
    if (code === 'Resource') return yield* this.of(value as Json);
    if (INLINE.has(code)) return yield* this.walk(value, definition, element.path, resource);
    if (element.constraints) {
      const path = element.path.endsWith('[x]') ? code : element.path;
      yield { path, value, resource, constraints: element.constraints };
    }
    const type = this.definitions.types.get(code);
    if (type && type.kind !== 'primitive-type') yield* this.walk(value, type, code, resource);
  }
}

function* values(owner: Json, name: string, element: ElementDefinition): Generator<[string, unknown]> {
  for (const { code } of element.types.length ? element.types : [{ code: '' }]) {
    const key = name.replace('[x]', code.charAt(0).toUpperCase() + code.slice(1));
    const value = owner[key];
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined && item !== null) yield [code, item];
  }
}
