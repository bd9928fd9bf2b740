import { decimalText } from '#fhir/json/literals.ts';
import { checkDiv } from './check-div.ts';
import { escapeAttribute, isXmlText, replaceForbidden } from './escape.ts';
import { FHIR } from './namespaces.ts';
import { notInXml } from './not-in-xml.ts';
import type { XmlElement, XmlType, XmlTypes } from './xml-types.ts';

type Node = Record<string, unknown>;

/** How a resource is written. */
export interface XmlStyle {
  /** Indents by two spaces a level. */
  pretty?: boolean;
  /** Writes U+FFFD for a character that XML cannot carry, instead of refusing the resource. */
  replace?: boolean;
}

/** Values that are written in one go, about a millisecond's work. */
const STRETCH = 1000;

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/**
 * Writes the tree of a resource as FHIR XML (xml.html): elements in the order of the definition, numbers with the text
 * they came with. Awaits `breathe` now and then, so that other requests are served meanwhile. Throws 406 for
 * what XML cannot say: control characters, a narrative that is not well-formed, elements that R4 does not have.
 */
export async function serializeXml(
  tree: unknown,
  types: XmlTypes,
  breathe: () => Promise<void> | undefined,
  style: XmlStyle = {},
): Promise<string> {
  const writer = new XmlWriter(types, style);
  for (const _ of writer.document(tree)) await breathe();
  return writer.text;
}

class XmlWriter {
  text = DECLARATION;
  readonly #types: XmlTypes;
  readonly #style: XmlStyle;
  readonly #path: string[] = [];
  #indent = '\n';
  #written = 0;

  constructor(types: XmlTypes, style: XmlStyle) {
    this.#types = types;
    this.#style = style;
  }

  *document(tree: unknown): Generator<void> {
    yield* this.#resource(tree);
    if (this.#style.pretty) this.text += '\n';
  }

  *#resource(tree: unknown): Generator<void> {
    const name = isObject(tree) ? String(tree.resourceType) : '';
    const type = this.#types.resource(name);
    if (!type || !isObject(tree)) return this.#refuse('there is no resource of R4');
    if (!this.#path.length) this.#path.push(name);
    this.#line();
    this.text += `<${name} xmlns="${FHIR}"`;
    yield* this.#children(tree, type, name);
  }

  /** The elements that a node has, in the order of the definition. */
  #elementsOf(node: Node, type: XmlType): XmlElement[] {
    const found: XmlElement[] = [];
    let isSorted = true;
    for (const key in node) {
      if (node[key] === undefined || (type.isResource && key === 'resourceType')) continue;
      const sibling = key.startsWith('_');
      const name = sibling ? key.slice(1) : key;
      const element = type.elements.get(name);
      if (!element || (sibling && element.content !== 'primitive'))
        return this.#refuse(`'${key.slice(0, 60)}' is no element of ${type.path}`);
      if (element.content === 'attribute' || (sibling && node[name] !== undefined)) continue;
      const last = found.at(-1);
      if (last && last.order > element.order) isSorted = false;
      found.push(element);
    }
    return isSorted ? found : found.sort((a, b) => a.order - b.order);
  }

  /** One item of a list, or the one item of an element that does not repeat. */
  *#item(node: Node, element: XmlElement, index: number): Generator<void> {
    const { name, isList, content } = element;
    this.#path.push(isList ? `${name}[${index}]` : name);
    if (++this.#written % STRETCH === 0) yield;
    const [holder, key] = isList ? [node[name] as Node | undefined, String(index)] : [node, name];
    const value = holder?.[key];
    this.#line();
    if (content === 'xhtml')
      this.text += (yield* checkDiv(value)) ?? this.#refuse('the narrative is not one well-formed div');
    else {
      this.text += `<${name}`;
      if (content === 'primitive') yield* this.#primitive(node, element, index, holder, key);
      else if (!isObject(value)) this.#refuse('no object is here');
      else if (content === 'object') yield* this.#object(value, this.#types.at(element.type), name);
      else yield* this.#around(name, this.#resource(value));
    }
    this.#path.pop();
  }

  /** A primitive from its start tag on: the value, and the id and extensions that JSON has under `_name`. */
  *#primitive(
    node: Node,
    { name, isList }: XmlElement,
    index: number,
    holder: Node | undefined,
    key: string,
  ) {
    const siblings = node[`_${name}`];
    const sibling = isList ? (siblings as unknown[] | undefined)?.[index] : siblings;
    if (isObject(sibling) && sibling.id !== undefined) this.#attribute('id', sibling.id);
    const value = holder?.[key];
    if (value !== undefined && value !== null)
      this.#attribute('value', typeof value === 'number' ? decimalText(holder as Node, key) : value);
    if (isObject(sibling)) yield* this.#children(sibling, this.#types.at('Element'), name);
    else this.text += '/>';
  }

  *#object(node: Node, type: XmlType, name: string): Generator<void> {
    for (const attribute of type.attributes)
      if (node[attribute] !== undefined) this.#attribute(attribute, node[attribute]);
    yield* this.#children(node, type, name);
  }

  /** The rest of an element from its start tag on: elements and end tag. */
  *#children(node: Node, type: XmlType, name: string): Generator<void> {
    const elements = this.#elementsOf(node, type);
    if (elements.length) yield* this.#around(name, this.#items(node, elements));
    else this.text += '/>';
  }

  *#items(node: Node, elements: XmlElement[]): Generator<void> {
    for (const element of elements)
      for (let i = 0; i < itemsOf(node, element); i++) yield* this.#item(node, element, i);
  }

  *#around(name: string, content: Generator<void>): Generator<void> {
    this.text += '>';
    this.#step(1);
    yield* content;
    this.#step(-1);
    this.#line();
    this.text += `</${name}>`;
  }

  #attribute(name: string, value: unknown): void {
    if (typeof value === 'object') this.#refuse('a value was expected');
    let text = String(value);
    if (!isXmlText(text)) {
      if (!this.#style.replace) this.#refuse('it has a character that XML cannot carry');
      text = replaceForbidden(text);
    }
    this.text += ` ${name}="${escapeAttribute(text)}"`;
  }

  #step(by: 1 | -1): void {
    this.#indent = by > 0 ? `${this.#indent}  ` : this.#indent.slice(0, -2);
  }

  #line(): void {
    if (this.#style.pretty) this.text += this.#indent;
  }

  #refuse(why: string): never {
    throw notInXml(this.#path.join('.'), why);
  }
}

function isObject(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How often an element stands in XML; the longer of the two lists of a primitive. */
function itemsOf(node: Node, { name, isList }: XmlElement): number {
  if (!isList) return 1;
  const length = (list: unknown) => (Array.isArray(list) ? list.length : 0);
  return Math.max(length(node[name]), length(node[`_${name}`]));
}
