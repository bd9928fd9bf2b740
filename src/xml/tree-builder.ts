import type { SaxesAttributeNS, SaxesTagNS } from 'saxes';
import { FHIR, SCHEMA_INSTANCE, XMLNS } from './namespaces.ts';
import { readPrimitive } from './read-primitive.ts';
import type { XmlElement, XmlType, XmlTypes } from './xml-types.ts';

type Node = Record<string, unknown>;

/** The attributes of a primitive (xml.html). */
const PRIMITIVE = ['id', 'value'];
/** Where a schema is, which is read over: nothing is fetched. */
const HINTS = new Set(['schemaLocation', 'noNamespaceSchemaLocation']);

/** An element that is open. */
interface Frame {
  /** What may stand inside; undefined around a resource, which says itself what it is. */
  type: XmlType | undefined;
  /** The object that its elements go into. */
  node: Node;
  /** The element and the object that has it; undefined for a resource. */
  element?: XmlElement;
  parent?: Node;
  /** Whether a primitive has a value. */
  hasValue?: boolean;
  /** Its step in FHIRPath: `name[0]`. */
  step: string;
  /** Nesting of objects and arrays, counted as JSON does. */
  depth: number;
  /** Place of the last element inside, in the order of the definition. */
  order: number;
  /** Names of repeating primitives of which some have no value. */
  gaps?: Set<string>;
}

/** Stops the reading: throws, and says where. */
export type Fail = (message: string, kind?: 'syntax' | 'limit') => never;

/**
 * Makes of the tags of a FHIR XML document the very tree that parse-json makes of the same resource in JSON:
 * arrays where the definition lets an element repeat, ids and extensions of primitives under `_name`, numbers
 * that keep their text. What the tree cannot show is refused here (unknown elements and attributes, wrong order and
 * namespace, text between elements, malformed numbers and booleans); all else is the validator's.
 */
export class TreeBuilder {
  readonly #types: XmlTypes;
  readonly #maximumDepth: number;
  readonly #fail: Fail;
  readonly #frames: Frame[] = [];
  #root: Node | undefined;

  constructor(types: XmlTypes, maximumDepth: number, fail: Fail) {
    this.#types = types;
    this.#maximumDepth = maximumDepth;
    this.#fail = fail;
  }

  /** The resource, once the last tag is closed. */
  get root(): Node | undefined {
    return this.#root;
  }

  /** Where the reading stands, as FHIRPath. */
  get path(): string {
    return this.#frames
      .slice(0, 20)
      .map(({ step }) => step)
      .filter((step) => step !== '')
      .join('.');
  }

  /** Takes a start tag. True for the div of a narrative, which is not for this reader; see `narrative`. */
  open(tag: SaxesTagNS): boolean {
    const top = this.#frames.at(-1);
    const element = top?.type?.elements.get(tag.local);
    if (top && element?.content === 'xhtml') {
      this.#keepOrder(tag, element, top);
      return true;
    }
    if (tag.uri !== FHIR)
      this.#fail(`${shown(tag)} is in the namespace '${tag.uri.slice(0, 80)}'; ${FHIR} was expected`);
    if (!top?.type) this.#openResource(tag, top);
    else if (!element || element.content === 'attribute') this.#failUnknown(tag, top);
    else this.#openElement(tag, element, top);
    return false;
  }

  /** Sets the narrative that `open` has announced. */
  narrative(text: string): void {
    (this.#frames.at(-1) as Frame).node.div = text;
  }

  /** Takes an end tag. */
  close(): void {
    const frame = this.#frames.pop() as Frame;
    const { element, parent, node } = frame;
    if (element?.content === 'primitive') this.#closePrimitive(frame, element, parent as Node);
    else if (!frame.type && frame.order < 0) {
      this.#frames.push(frame);
      this.#fail(`<${element?.name}> has no resource inside`);
    }
    for (const name of frame.gaps ?? []) fillGaps(node, name);
  }

  /** Takes text between tags, which in FHIR may only be white space. */
  text(text: string): void {
    if (this.#frames.length && /[^ \t\r\n]/.test(text))
      this.#fail('found text between the elements; values stand in attributes');
  }

  #push(frame: Frame): void {
    this.#frames.push(frame);
    if (frame.depth > this.#maximumDepth)
      this.#fail(`nested more than ${this.#maximumDepth} levels deep`, 'limit');
  }

  #openResource(tag: SaxesTagNS, holder: Frame | undefined): void {
    const type = this.#types.resource(tag.local);
    if (!type) this.#fail(`${shown(tag)} stands where the name of a resource type was expected`);
    if (holder && ++holder.order > 0) this.#fail(`${shown(tag)} is a second resource in one element`);
    const node: Node = { resourceType: tag.local };
    if (holder) attach(holder.parent as Node, holder.element as XmlElement, node);
    else this.#root = node;
    this.#push({ type, node, step: holder ? '' : tag.local, depth: holder?.depth ?? 1, order: -1 });
    this.#readAttributes(tag, [], node);
  }

  #openElement(tag: SaxesTagNS, element: XmlElement, top: Frame): void {
    const { name, isList, content } = element;
    this.#keepOrder(tag, element, top);
    const at = isList ? lengthOf(top.node[name]) : 0;
    const frame: Frame = {
      type:
        content === 'resource' ? undefined : this.#types.at(content === 'object' ? element.type : 'Element'),
      node: {},
      element,
      parent: top.node,
      step: isList ? `${name}[${at}]` : name,
      depth: top.depth + (isList ? 2 : 1),
      order: -1,
    };
    if (content === 'resource') {
      this.#push(frame);
      this.#readAttributes(tag, [], frame.node);
    } else if (content === 'object') {
      attach(top.node, element, frame.node);
      this.#push(frame);
      this.#readAttributes(tag, (frame.type as XmlType).attributes, frame.node);
    } else {
      // Only with an extension is a primitive an object in JSON, and nested so deep.
      this.#frames.push(frame);
      this.#openPrimitive(tag, element, frame, top, at);
    }
  }

  #openPrimitive(tag: SaxesTagNS, element: XmlElement, frame: Frame, top: Frame, at: number): void {
    const value = this.#readAttributes(tag, PRIMITIVE, frame.node);
    frame.hasValue = value !== undefined;
    const { name, isList, type } = element;
    let target: object = top.node;
    if (isList) {
      top.node[name] ??= [];
      target = top.node[name] as unknown[];
      if (value === undefined) (target as unknown[]).push(null);
    }
    if (value === undefined) return;
    const expected = readPrimitive(target, isList ? String(at) : name, type, value);
    if (expected) this.#fail(`found '${value.slice(0, 40)}' where ${expected} was expected`);
  }

  /** Its id and extensions stand beside the value, under `_name`; for a list both arrays go in step. */
  #closePrimitive({ node, hasValue }: Frame, { name, isList }: XmlElement, parent: Node): void {
    const isBare = Object.keys(node).length === 0;
    if (isBare && hasValue) return;
    if (!isList) {
      // Nothing at all is an error (ele-1) for which the validator needs something to see.
      parent[`_${name}`] = node;
      return;
    }
    const top = this.#frames.at(-1) as Frame;
    top.gaps ??= new Set();
    top.gaps.add(name);
    parent[`_${name}`] ??= [];
    const siblings = parent[`_${name}`] as unknown[];
    while (siblings.length < lengthOf(parent[name]) - 1) siblings.push(null);
    siblings.push(node);
  }

  /**
   * Sets what the attributes of a tag say, but for those that belong to XML itself; fails at one that is not among
   * `names`. Returns its `value`, which only a primitive may have.
   */
  #readAttributes(tag: SaxesTagNS, names: string[], node: Node): string | undefined {
    let found: string | undefined;
    for (const name in tag.attributes) {
      const { uri, local, value } = tag.attributes[name] as SaxesAttributeNS;
      if (uri !== '' || !names.includes(name)) {
        const isHint = uri === SCHEMA_INSTANCE && HINTS.has(local);
        if (uri !== XMLNS && !isHint) this.#failAttribute(tag, name, names);
      } else if (name === 'value') found = value;
      else node[name] = value;
    }
    return found;
  }

  #failAttribute(tag: SaxesTagNS, name: string, names: string[]): never {
    const expected = names.length ? `${names.join(' or ')} was expected` : 'none was expected';
    return this.#fail(`the attribute '${name.slice(0, 60)}' is unknown in ${shown(tag)}; ${expected}`);
  }

  /** "Elements must always appear in the order documented" (xml.html); and no more than once unless they repeat. */
  #keepOrder(tag: SaxesTagNS, { name, order, isList }: XmlElement, top: Frame): void {
    if (order < top.order)
      this.#fail(`${shown(tag)} stands too late; it was expected before <${lastIn(top)}>`);
    if (!isList && (Object.hasOwn(top.node, name) || Object.hasOwn(top.node, `_${name}`)))
      this.#fail(`${shown(tag)} is there twice; at most one was expected`);
    top.order = order;
  }

  #failUnknown(tag: SaxesTagNS, { type, element }: Frame): never {
    const { path, elements } = type as XmlType;
    const owner = element?.content === 'primitive' ? element.type : path;
    const names = [...elements.values()].filter((e) => e.content !== 'attribute').map(({ name }) => name);
    const some = names.slice(0, 12).join(', ') + (names.length > 12 ? ', ...' : '');
    return this.#fail(`${shown(tag)} is no element of ${owner}; expected one of ${some}`);
  }
}

/** A tag as messages name it; a name may be as long as the text. */
const shown = ({ name }: SaxesTagNS): string => `<${name.slice(0, 60)}>`;

/** The name of the element that was read last. */
function lastIn({ type, order }: Frame): string {
  const elements = [...(type as XmlType).elements.values()];
  return (elements.find((element) => element.order === order) as XmlElement).name;
}

const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);

function attach(parent: Node, { name, isList }: XmlElement, value: Node): void {
  if (!isList) parent[name] = value;
  else {
    parent[name] ??= [];
    (parent[name] as unknown[]).push(value);
  }
}

/** Makes the two arrays of a repeating primitive of one length; an array of nothing but null is left out. */
function fillGaps(node: Node, name: string): void {
  const values = node[name] as unknown[];
  const siblings = node[`_${name}`] as unknown[];
  while (siblings.length < values.length) siblings.push(null);
  if (values.every((value) => value === null)) delete node[name];
}
