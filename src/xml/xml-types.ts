import type { Definitions, ElementDefinition } from '#conformance/definitions.ts';

/** How an element is written in XML (xml.html): what JSON has as one kind of property, XML has in five. */
export type XmlContent =
  /** As an attribute of its parent: the id of an element, the url of an extension. */
  | 'attribute'
  /** As an element with a `value` attribute. */
  | 'primitive'
  /** As an element with elements. */
  | 'object'
  /** As an element around the element of a whole resource. */
  | 'resource'
  /** As the XHTML itself. */
  | 'xhtml';

/** One element of a type under its name in XML, which is that of JSON too: `status`, `valueQuantity`. */
export interface XmlElement {
  name: string;
  /** Its place among the elements of its type; the types of a choice share one. */
  order: number;
  /** Whether it may repeat, and JSON writes an array. */
  isList: boolean;
  content: XmlContent;
  /** The FHIR type, e.g. `Quantity` or `decimal`; for a backbone element the path it is defined at. */
  type: string;
}

/** A resource, datatype or backbone element with its elements in the order of the definition. */
export interface XmlType {
  path: string;
  isResource: boolean;
  elements: Map<string, XmlElement>;
  /** Names of the elements that are written as attributes. */
  attributes: string[];
}

/** The elements of one definition by the path of their parent. */
type Children = Map<string, ElementDefinition[]>;

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('.'), 0));

/** What XML needs to know of the definitions: order, cardinality and kind of every element, compiled on first use. */
export class XmlTypes {
  readonly #definitions: Definitions;
  readonly #types = new Map<string, XmlType>();
  readonly #children = new Map<string, Children>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** A concrete resource type; undefined when R4 has none of that name. */
  resource(name: string): XmlType | undefined {
    return this.#definitions.resourceTypes.has(name) ? this.at(name) : undefined;
  }

  /** A type by its name, or a backbone element by its path; throws for what R4 does not have. */
  at(path: string): XmlType {
    const known = this.#types.get(path);
    if (known) return known;
    const type: XmlType = { path, isResource: this.#isResource(path), elements: new Map(), attributes: [] };
    const children = this.#childrenOf(path);
    for (const [order, definition] of (children.get(path) ?? []).entries())
      for (const element of this.#elementsOf(definition, order, type, children)) {
        type.elements.set(element.name, element);
        if (element.content === 'attribute') type.attributes.push(element.name);
      }
    this.#types.set(path, type);
    return type;
  }

  #isResource(path: string): boolean {
    return this.#definitions.types.get(path)?.kind === 'resource';
  }

  #childrenOf(path: string): Children {
    const name = path.split('.')[0] as string;
    const known = this.#children.get(name);
    if (known) return known;
    const definition = this.#definitions.types.get(name);
    if (!definition) throw new Error(`R4 has no type '${name}'`);
    const children = Map.groupBy(definition.elements, (element) => parentOf(element.path));
    this.#children.set(name, children);
    return children;
  }

  /** One element a type; a choice has several, and its name says which. */
  #elementsOf(definition: ElementDefinition, order: number, parent: XmlType, children: Children) {
    const { path, max, types, contentReference } = definition;
    const name = path.slice(path.lastIndexOf('.') + 1);
    const isList = max > 1;
    const own = contentReference ?? (children.has(path) ? path : undefined);
    if (own !== undefined) return [{ name, order, isList, content: 'object' as const, type: own }];
    return types.map(({ code }): XmlElement => {
      const suffix = code.charAt(0).toUpperCase() + code.slice(1);
      return {
        name: name.endsWith('[x]') ? name.slice(0, -3) + suffix : name,
        order,
        isList,
        content: isAttribute(name, parent) ? 'attribute' : this.#contentOf(code),
        type: code,
      };
    });
  }

  #contentOf(type: string): XmlContent {
    if (type === 'xhtml') return 'xhtml';
    if (this.#isResource(type)) return 'resource';
    return this.#definitions.types.get(type)?.kind === 'primitive-type' ? 'primitive' : 'object';
  }
}

/** "the id property on elements (but not on resources)", "extension URLs in the url attribute" (xml.html). */
function isAttribute(name: string, { path, isResource }: XmlType): boolean {
  return name === 'id' ? !isResource : name === 'url' && path === 'Extension';
}
