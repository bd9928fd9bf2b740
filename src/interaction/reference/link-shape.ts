import type { Definitions, ElementDefinition, TypeDefinition } from '#conformance/definitions.ts';

/**
 * How an element links: as Reference.reference, as a uri, as a canonical, by the links in its narrative, or as a
 * resource of its own.
 */
export type Link = 'reference' | 'uri' | 'canonical' | 'narrative' | 'resource';

/**
 * The elements of a type through which it may link, by their JSON names; an object below has a shape of its own.
 * Everything else is missing.
 */
export type LinkShape = Map<string, Link | LinkShape>;

/** Gives the shape of a resource type or datatype; undefined for a name that R4 does not have. */
export type LinkShapes = (type: string) => LinkShape | undefined;

/** The primitives that link, and how. */
export type LinkingTypes = Map<string, 'uri' | 'canonical'>;

/** What transactions rewrite (http.html#trules): canonicals are left as they are. */
const REWRITTEN: LinkingTypes = new Map([
  ['uri', 'uri'],
  ['url', 'uri'],
  ['oid', 'uri'],
  ['uuid', 'uri'],
]);

/** Makes the shapes from the types of the elements; each is compiled once, on first use. */
export function createLinkShapes(
  definitions: Definitions,
  linkingTypes: LinkingTypes = REWRITTEN,
): LinkShapes {
  const shapes = new Map<string, LinkShape>();

  const typeShape = (name: string): LinkShape | undefined => {
    const definition = definitions.types.get(name);
    return definition && (shapes.get(name) ?? compile(name, definition));
  };

  /** The shape of a type, or of a backbone element by its path. */
  const compile = (path: string, definition: TypeDefinition): LinkShape => {
    const shape: LinkShape = new Map();
    shapes.set(path, shape);
    for (const element of definition.elements) {
      const name = element.path.slice(path.length + 1);
      if (element.path.startsWith(`${path}.`) && !name.includes('.')) add(shape, name, element, definition);
    }
    return shape;
  };

  const add = (shape: LinkShape, name: string, element: ElementDefinition, definition: TypeDefinition) => {
    if (element.path === 'Reference.reference') shape.set(name, 'reference');
    else if (element.contentReference) shape.set(name, backbone(element.contentReference, definition));
    for (const { code } of element.types) {
      const property = name.endsWith('[x]') ? name.slice(0, -3) + capitalize(code) : name;
      const link = linkOf(code, element, definition);
      if (link && !shape.has(property)) shape.set(property, link);
      if (definitions.types.get(code)?.kind === 'primitive-type')
        shape.set(`_${property}`, typeShape('Element') as LinkShape);
    }
  };

  const linkOf = (code: string, element: ElementDefinition, definition: TypeDefinition) => {
    const link = linkingTypes.get(code);
    if (link) return link;
    if (code === 'xhtml') return 'narrative';
    if (code === 'Resource') return 'resource';
    if (definitions.types.get(code)?.kind === 'primitive-type') return undefined;
    return code === 'BackboneElement' || code === 'Element'
      ? backbone(element.path, definition)
      : typeShape(code);
  };

  const backbone = (path: string, definition: TypeDefinition): LinkShape =>
    shapes.get(path) ?? compile(path, definition);

  return typeShape;
}

function capitalize(code: string): string {
  return code.charAt(0).toUpperCase() + code.slice(1);
}
