import type { ChildElements } from '#conformance/child-elements.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import { ExpressionError } from '#fhirpath/expression-error.ts';
import type { ElementLocator } from '#fhirpath/locate/element-locator.ts';
import type { LocatedElement } from '#fhirpath/locate/located-element.ts';
import { ValueCopies } from './copy-value.ts';
import {
  type ElementItem,
  itemAt,
  readList,
  removeElement,
  replaceElement,
  writeElement,
  writeList,
} from './element-item.ts';
import { ElementValues, PatchValueError } from './element-value.ts';
import type { Patch } from './patch-document.ts';
import { type FhirpathOperation, readOperations } from './read-operations.ts';

/** What a FHIRPath Patch needs to find elements and to know what may stand where. */
export interface FhirpathPatchRooms {
  locator: ElementLocator;
  children: ChildElements;
}

type Json = Record<string, unknown>;

/**
 * Reads a FHIRPath Patch (fhirpatch.html): the `parameter` of a Parameters resource that is valid R4. Throws 400 for what is not of
 * its format and for a path that is no FHIRPath. An operation that cannot be carried out is 422 when the patch is applied.
 */
export function readFhirpathPatch(
  parameters: unknown,
  place: string,
  { locator, children }: FhirpathPatchRooms,
): Patch {
  const operations = readOperations((parameters ?? []) as never, place);
  for (const operation of operations) told(operation, 400, () => locator.check(operation.path));
  return {
    async apply(resource, breathe) {
      const patching = new Patching(resource, locator, new ElementValues(children, new ValueCopies()));
      for (const operation of operations) {
        await breathe();
        told(operation, 422, () => carryOut(operation, patching));
      }
      return resource;
    },
  };
}

/** Puts the place of the operation on what is wrong with its path or value. */
function told(operation: FhirpathOperation, status: 400 | 422, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ExpressionError || error instanceof PatchValueError)) throw error;
    const { type, path, place } = operation;
    throw refuse(
      status,
      'processing',
      `${type} at '${path.slice(0, 200)}' cannot be carried out: ${error.message}`,
      { expression: place, source: 'fhirpatch.html#concept' },
    );
  }
}

function carryOut(operation: FhirpathOperation, patching: Patching): void {
  if (operation.type === 'add') patching.add(operation);
  else if (operation.type === 'insert') patching.insert(operation);
  else if (operation.type === 'delete') patching.delete(operation);
  else if (operation.type === 'replace') patching.replace(operation);
  else patching.move(operation);
}

/** A resource while the operations of a patch are carried out on it, one after the other. */
class Patching {
  readonly #resource: unknown;
  readonly #locator: ElementLocator;
  readonly #values: ElementValues;

  constructor(resource: unknown, locator: ElementLocator, values: ElementValues) {
    this.#resource = resource;
    this.#locator = locator;
    this.#values = values;
  }

  /** "The FHIRPath statement must return a single element." */
  #only(path: string): LocatedElement {
    const [element, ...others] = this.#locator.elements(path, this.#resource);
    if (!element) throw new PatchValueError('no element is there; exactly one was expected');
    if (others.length) throw severalElements(others.length + 1);
    return element;
  }

  add({ path, name, value }: Extract<FhirpathOperation, { type: 'add' }>): void {
    const element = this.#only(path);
    const members: Json = element.members ?? {};
    this.#values.add(members, element.type, name, value);
    const { place } = element;
    // A primitive that had neither an id nor extensions gets the object that holds them.
    if (!element.members && place) replaceElement(place, { ...itemAt(place), sibling: members });
  }

  /** "Only a single element can be deleted"; that there is none is no error. */
  delete({ path }: FhirpathOperation): void {
    const [element, ...others] = this.#locator.elements(path, this.#resource);
    if (others.length) throw severalElements(others.length + 1);
    if (element && !element.place) throw wholeResource('deleted');
    if (element) removeElement(element);
  }

  replace({ path, value }: Extract<FhirpathOperation, { type: 'replace' }>): void {
    const { place, parent } = this.#only(path);
    if (!place || !parent) throw wholeResource('replaced');
    const definition = this.#values.definition(parent.type, place.key);
    const name = definition.path.slice(definition.path.lastIndexOf('.') + 1);
    const { key, ...item } = this.#values.make(definition, name, value);
    if (key === place.key) replaceElement(place, item);
    else {
      writeElement(place.holder, place.key, {});
      writeElement(place.holder, key, item);
    }
  }

  insert({ path, value, index }: Extract<FhirpathOperation, { type: 'insert' }>): void {
    const { holder, element, name } = this.#list(path);
    const definition = this.#values.definition(element.type, name);
    const items = readList(holder, name);
    if (index < 0 || index > items.length) throw outside('index', index, items.length);
    const { key: _, ...item } = this.#values.make(definition, name, value);
    writeList(holder, name, items.toSpliced(index, 0, item));
  }

  move({ path, source, destination }: Extract<FhirpathOperation, { type: 'move' }>): void {
    const { holder, name } = this.#list(path);
    const items = readList(holder, name);
    for (const [part, index] of Object.entries({ source, destination }))
      if (index < 0 || index >= items.length) throw outside(part, index, items.length - 1);
    const moved = items[source] as ElementItem;
    writeList(holder, name, items.toSpliced(source, 1).toSpliced(destination, 0, moved));
  }

  /** The list that a path leads to; "except for the delete operation, it is an error if no element matches". */
  #list(path: string): { element: LocatedElement; holder: Json; name: string } {
    const { owners, name } = this.#locator.list(path, this.#resource);
    const [element, ...others] = owners;
    if (!element) throw new PatchValueError('no list is there');
    if (others.length) throw new PatchValueError(`it leads to ${others.length + 1} lists; one was expected`);
    const { max, path: definitionPath } = this.#values.definition(element.type, name);
    if (max <= 1) throw new PatchValueError(`${definitionPath} does not repeat`);
    const holder = element.members;
    if (!holder || !readList(holder, name).length)
      throw new PatchValueError('the list has no elements; add puts the first one there');
    return { element, holder, name };
  }
}

const severalElements = (count: number) =>
  new PatchValueError(`it leads to ${count} elements; exactly one was expected`);

const wholeResource = (what: string) =>
  new PatchValueError(`the resource itself cannot be ${what}; an element in it was expected`);

const outside = (part: string, index: number, last: number) =>
  new PatchValueError(`the ${part} is ${index}; a number from 0 to ${last} was expected`);
