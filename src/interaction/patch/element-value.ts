import { type ChildElements, propertyOf } from '#conformance/child-elements.ts';
import type { ElementDefinition } from '#conformance/definitions.ts';
import { type HeldValue, heldValue } from '#fhir/json/held-value.ts';
import type { ValueCopies } from './copy-value.ts';
import { type ElementItem, readList, writeElement, writeList } from './element-item.ts';

type Json = Record<string, unknown>;

/** A part of a FHIRPath Patch that holds a value: a name, and value[x], resource, or parts. */
export type ValuePart = Json & { name: string };

/** An element that a value was made into, and the property it belongs under. */
export interface MadeElement extends ElementItem {
  key: string;
}

/** What is wrong with a value or its place, without where; whoever knows the place puts it on. */
export class PatchValueError extends Error {}

const fail = (message: string): never => {
  throw new PatchValueError(message);
};

/** Types whose content is given part by part, as they stand in no value[x] (fhirpatch.html#anonymous). */
const ANONYMOUS = new Set(['BackboneElement', 'Element']);

/** Makes elements of the values of a FHIRPath Patch, by the definitions of the places they go to. */
export class ElementValues {
  readonly #children: ChildElements;
  readonly #copies: ValueCopies;

  constructor(children: ChildElements, copies: ValueCopies) {
    this.#children = children;
    this.#copies = copies;
  }

  /** The definition of the element `name` of a type or backbone element; throws for one that it does not have. */
  definition(path: string, name: string): ElementDefinition {
    return this.#children.child(path, name) ?? fail(`${path} has no element '${name.slice(0, 64)}'`);
  }

  /**
   * Adds an element to an object of a type (fhirpatch.html#concept): at the end of a list, or where it is not
   * there yet. Throws PatchValueError for what does not fit.
   */
  add(holder: Json, path: string, name: string, part: ValuePart): void {
    const definition = this.definition(path, name);
    const { key, ...item } = this.make(definition, name, part);
    if (definition.max > 1) writeList(holder, key, [...readList(holder, key), item]);
    else if (this.#isThere(holder, definition))
      fail(`${definition.path} is there already and does not repeat`);
    else writeElement(holder, key, item);
  }

  #isThere(holder: Json, definition: ElementDefinition): boolean {
    const properties = definition.path.endsWith('[x]')
      ? definition.types.map(({ code }) => propertyOf(definition, code))
      : [propertyOf(definition, '')];
    return properties.some((key) => Object.hasOwn(holder, key) || Object.hasOwn(holder, `_${key}`));
  }

  /** The value of a part as an element of this definition; `name` may say which alternative of a choice. */
  make(definition: ElementDefinition, name: string, part: ValuePart): MadeElement {
    const given = Object.keys(part).filter((key) => /^(?:_?value[A-Z]\w*|resource|part)$/.test(key));
    const [form, ...others] = new Set(given.map((key) => key.replace(/^_/, '')));
    if (form === undefined || others.length) return fail(`the value for ${definition.path} is not one value`);
    const made =
      form === 'part'
        ? this.#ofParts(definition, name, part.part)
        : form === 'resource'
          ? this.#ofResource(definition, part)
          : this.#ofValue(definition, form, part);
    if ([stem(definition), `${stem(definition)}[x]`, made.key].includes(name)) return made;
    return fail(`the value is a ${made.key}, but ${name} was named`);
  }

  #ofValue(definition: ElementDefinition, form: string, part: ValuePart): MadeElement {
    const type = this.#typeFor(definition, form.slice('value'.length));
    const copied = (key: string): HeldValue => this.#copies.copy(heldValue(part, key));
    return {
      key: propertyOf(definition, type),
      ...(part[form] === undefined ? {} : { value: copied(form) }),
      ...(part[`_${form}`] === undefined ? {} : { sibling: copied(`_${form}`).value }),
    };
  }

  /** The type of the definition that a value of `ValueSet`, `Date` etc. is; derived types fit, all others do not. */
  #typeFor(definition: ElementDefinition, given: string): string {
    const codes = definition.types.map(({ code }) => code);
    const primitive = given.charAt(0).toLowerCase() + given.slice(1);
    const names = [given, primitive];
    const exact = codes.find((code) => names.includes(code));
    const derived = exact ?? codes.find((code) => names.some((name) => this.#children.isA(name, code)));
    // A narrative's content has a type that no value can have; it is sent as a string.
    if (derived === undefined && codes[0] === 'xhtml' && given === 'String') return 'xhtml';
    const expected = codes.join(', ') || 'parts';
    return derived ?? fail(`the value for ${definition.path} is a value${given}; expected: ${expected}`);
  }

  #ofResource(definition: ElementDefinition, { resource }: ValuePart): MadeElement {
    if (!definition.types.some(({ code }) => code === 'Resource'))
      return fail(`the value for ${definition.path} is a resource, which it does not hold`);
    return { key: propertyOf(definition, ''), value: this.#copies.copy({ value: resource }) };
  }

  /** An element given part by part: each part is an element of it. */
  #ofParts(definition: ElementDefinition, name: string, parts: unknown): MadeElement {
    const { types, contentReference } = definition;
    const named = types.find(({ code }) => types.length > 1 && propertyOf(definition, code) === name);
    const type = named?.code ?? (types.length === 1 ? types[0]?.code : undefined);
    if (type === undefined && contentReference === undefined)
      return fail(
        `${definition.path} may have several types; the name of one was expected, such as valueTiming`,
      );
    const path = contentReference ?? (type && ANONYMOUS.has(type) ? definition.path : (type as string));
    const object: Json = {};
    for (const part of parts as ValuePart[]) this.add(object, path, part.name, part);
    return { key: propertyOf(definition, type ?? ''), value: { value: object } };
  }
}

/** The name of an element without what stands for its type. */
function stem({ path }: ElementDefinition): string {
  return path.slice(path.lastIndexOf('.') + 1).replace('[x]', '');
}
