import {
  type HeldValue,
  heldValue,
  putValue,
  removeProperty,
  sameValue,
  spliceItems,
} from '#fhir/json/held-value.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { ValueCopies } from './copy-value.ts';
import { arrayIndex, type JsonPointer, parsePointer, pointerExpression } from './json-pointer.ts';
import type { Patch } from './patch-document.ts';

/** One operation of a JSON Patch (RFC 6902, section 4). */
interface Operation {
  op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  path: JsonPointer;
  /** Of move and copy. */
  from: JsonPointer;
  /** Of add, replace and test. */
  value: HeldValue;
}

type Step = (operation: Operation, document: PatchedDocument) => void;

const STEPS: Record<Operation['op'], Step> = {
  add: ({ path, value }, document) => document.add(path, document.copies.copy(value)),
  remove: ({ path }, document) => void document.remove(path),
  replace: ({ path, value }, document) => document.replace(path, document.copies.copy(value)),
  move: ({ from, path }, document) => document.add(path, document.remove(from)),
  copy: ({ from, path }, document) => document.add(path, document.copies.copy(document.read(from))),
  test: ({ path, value }, document) => document.test(path, value),
};

const NEEDS: Record<Operation['op'], ('value' | 'from')[]> = {
  add: ['value'],
  remove: [],
  replace: ['value'],
  move: ['from'],
  copy: ['from'],
  test: ['value'],
};

/** More than a person or program writes; each is looked at for every attempt. */
const MOST_OPERATIONS = 10_000;

/**
 * Reads a JSON Patch document (RFC 6902). Throws 400 that names the operation for a document that is none, as
 * RFC 5789, section 2.2 has it; an operation that cannot be carried out is 422 when the patch is applied.
 * `place` is where the document stands in a bundle.
 */
export function readJsonPatch(document: unknown, place: string): Patch {
  const malformed = (what: string) =>
    refuse(400, 'structure', what, {
      ...(place ? { expression: place } : {}),
      source: 'RFC 6902, section 3',
    });
  if (!Array.isArray(document)) throw malformed('the JSON Patch is no array of operations');
  if (document.length > MOST_OPERATIONS)
    throw malformed(`the JSON Patch has ${document.length} operations; at most ${MOST_OPERATIONS} are taken`);
  const operations = document.map((operation: unknown, i) => {
    const read = readOperation(operation);
    if (typeof read === 'string') throw malformed(`operation ${i} of the JSON Patch ${read}`);
    return read;
  });
  return {
    async apply(resource, breathe) {
      const patched = new PatchedDocument(resource);
      for (const [i, operation] of operations.entries()) {
        await breathe();
        patched.at(i, operation.op);
        STEPS[operation.op](operation, patched);
      }
      return patched.document;
    },
  };
}

/** The operation, or what is wrong with it. */
function readOperation(given: unknown): Operation | string {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return 'is no object';
  const { op } = given as { op?: unknown };
  if (typeof op !== 'string' || !Object.hasOwn(STEPS, op))
    return `has the op ${quoted(op)}; one of ${Object.keys(STEPS).join(', ')} was expected`;
  const needs = NEEDS[op as Operation['op']];
  const path = pointerOf(given, 'path');
  if (typeof path === 'string') return path;
  const from = needs.includes('from') ? pointerOf(given, 'from') : [];
  if (typeof from === 'string') return from;
  if (needs.includes('value') && !Object.hasOwn(given, 'value')) return `is ${op} without a value`;
  if (op === 'move' && from.length < path.length && from.every((token, i) => token === path[i]))
    return 'moves a value into itself';
  return { op: op as Operation['op'], path, from, value: heldValue(given, 'value') };
}

const quoted = (value: unknown): string =>
  typeof value === 'string' ? `'${value.slice(0, 40)}'` : 'missing';

function pointerOf(given: object, member: 'path' | 'from'): JsonPointer | string {
  const text = (given as Record<string, unknown>)[member];
  const pointer = typeof text === 'string' ? parsePointer(text) : undefined;
  return (
    pointer ?? `has the ${member} ${quoted(text)}; a JSON Pointer (RFC 6901) such as /name/0 was expected`
  );
}

/** A resource while a patch is applied to it. */
class PatchedDocument {
  readonly copies = new ValueCopies();
  readonly #type: string;
  /** Holds the document, so that the whole of it can be pointed at as well. */
  readonly #holder: { document: unknown };
  #operation = '';

  constructor(resource: Resource) {
    this.#type = resource.resourceType;
    this.#holder = { document: resource };
  }

  get document(): unknown {
    return this.#holder.document;
  }

  /** Says which operation is carried out, for refusals. */
  at(index: number, op: string): void {
    this.#operation = `operation ${index} (${op})`;
  }

  read(pointer: JsonPointer): HeldValue {
    const [holder, key] = this.#place(pointer);
    if (!this.#isThere(holder, key)) throw this.#missing(pointer);
    return heldValue(holder, key);
  }

  test(pointer: JsonPointer, expected: HeldValue): void {
    if (sameValue(this.read(pointer), expected)) return;
    throw this.#refuse('found another value than the one it tests for', pointer);
  }

  add(pointer: JsonPointer, value: HeldValue): void {
    const [holder, key] = this.#place(pointer);
    if (!Array.isArray(holder)) this.#put(holder, key, value, pointer);
    else {
      const index = key === '-' ? holder.length : (arrayIndex(key) ?? Number.NaN);
      if (!(index <= holder.length)) throw this.#missing(pointer);
      spliceItems(holder, index, 0, value);
    }
  }

  replace(pointer: JsonPointer, value: HeldValue): void {
    this.read(pointer);
    const [holder, key] = this.#place(pointer);
    this.#put(holder, key, value, pointer);
  }

  remove(pointer: JsonPointer): HeldValue {
    if (!pointer.length) throw this.#refuse('cannot take the whole resource away', pointer);
    const removed = this.read(pointer);
    const [holder, key] = this.#place(pointer);
    if (Array.isArray(holder)) spliceItems(holder, Number(key), 1);
    else removeProperty(holder, key);
    return removed;
  }

  #put(holder: object, key: string, value: HeldValue, pointer: JsonPointer): void {
    // No property of JSON here has this name, and as a name of an object's property it would mean something else.
    if (key === '__proto__') throw this.#missing(pointer);
    putValue(holder, key, value);
  }

  /** What holds the value at a pointer, and under which name; the value itself need not be there. */
  #place(pointer: JsonPointer): [object, string] {
    let holder: unknown = this.#holder;
    let key = 'document';
    for (const token of pointer) {
      holder = this.#isThere(holder, key) ? (holder as Record<string, unknown>)[key] : undefined;
      if (typeof holder !== 'object' || holder === null) throw this.#missing(pointer);
      key = token;
    }
    return [holder as object, key];
  }

  /** An own member, or an item by its index and not by `length`. */
  #isThere(holder: unknown, key: string): boolean {
    if (Array.isArray(holder) && arrayIndex(key) === undefined) return false;
    return Object.hasOwn(holder as object, key);
  }

  #missing(pointer: JsonPointer): Error {
    return this.#refuse('points at nothing that is there', pointer);
  }

  #refuse(what: string, pointer: JsonPointer): Error {
    const path = pointer.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    return refuse(422, 'processing', `${this.#operation} at '${path.slice(0, 200)}' ${what}`, {
      expression: pointerExpression(pointer, this.#type),
      source: 'RFC 6902, section 4',
    });
  }
}
