import type { Resource } from '#fhir/resource.ts';
import type { ShapeCompiler } from './compile-shape.ts';
import { checkContained, checkReferredTo } from './contained.ts';
import { checkChoice, checkCount, checkRequired } from './element/cardinality.ts';
import { isWrittenAsDefined } from './element/list.ts';
import { checkPrimitive } from './element/primitive.ts';
import { checkAligned, checkNullItem } from './element/primitive-sibling.ts';
import { reportResourceType } from './element/resource-type.ts';
import { reportUnknown } from './element/unknown-element.ts';
import { isObject } from './is-object.ts';
import { type Place, placeBelow } from './place.ts';
import { nameOfJson } from './primitive/complaint.ts';
import { checkClaimedProfiles } from './profile/claimed-profiles.ts';
import type { Run } from './run.ts';
import type { JsonObject, ObjectShape, Property } from './shape.ts';

function reportEmpty(place: Place, run: Run): void {
  const words = 'Found an element without a value and without children, expected at least one of them.';
  run.error('invariant', place, words, 'ele-1');
}

/** Whether a resource is that of an entry of the outermost Bundle. */
function isEntry({ name }: Property, { around, resource }: Run): boolean {
  return name === 'resource' && around === undefined && resource.resourceType === 'Bundle';
}

/** Follows a resource and the compiled definitions side by side: every element of every type passes here. */
export class Walker {
  readonly #shapes: ShapeCompiler;
  /** What the `_name` of a primitive may hold. */
  readonly #siblingShape: ObjectShape;

  constructor(shapes: ShapeCompiler) {
    this.#shapes = shapes;
    this.#siblingShape = shapes.shapeOf('Element') as ObjectShape;
  }

  /** Walks the resource of `run` and reports what is wrong to it. */
  walkResource(run: Run): void {
    const shape = this.#shapes.resourceShape(run.resource.resourceType);
    if (shape === undefined) reportResourceType(run);
    else {
      const { steps } = run.pass;
      const before = steps?.stretches;
      this.#walkObject(run.resource, shape, run.place, run);
      if (steps === undefined || steps.stretches === before) {
        checkReferredTo(run);
        checkClaimedProfiles(run);
      } else {
        steps.addLast(() => checkReferredTo(run));
        steps.addLast(() => checkClaimedProfiles(run));
      }
    }
  }

  /** Returns the number of children other than id, which ele-1 asks for. */
  #walkObject(object: JsonObject, shape: ObjectShape, place: Place, run: Run): number {
    const { steps } = run.pass;
    const before = steps?.stretches;
    let children = 0;
    let choices: Property[] | undefined;
    for (const name in object) {
      const property = shape.properties.get(name);
      if (name !== 'id') children++;
      if (property === undefined) {
        if (name !== 'resourceType' || !shape.isResource) reportUnknown(name, shape, place, run);
        continue;
      }
      if (property.element.isChoice) {
        choices ??= [];
        if (!choices.includes(property)) choices.push(property);
      }
      if (name === property.name) this.#walkProperty(object, property, place, run);
      else this.#walkSibling(object, property, place, run);
    }
    if (choices !== undefined && choices.length > 1) checkChoice(choices, place, run);
    for (const element of shape.required) checkRequired(object, element, place, run);
    if (steps === undefined || steps.stretches === before)
      for (const check of shape.checks) check(object, place, run);
    // The rules about an object that was too long for one step are long themselves.
    else for (const check of shape.checks) steps.add(() => check(object, place, run));
    return children;
  }

  #walkProperty(object: JsonObject, property: Property, parent: Place, run: Run): void {
    const value = object[property.name];
    const { name, step } = property;
    if (!isWrittenAsDefined(value, name, property, parent, run)) return;
    if (!Array.isArray(value)) {
      this.#walkItem(value, property, placeBelow(parent, step), run);
      return;
    }
    checkCount(value.length, property, parent, run);
    this.#walkItems(value, 0, object, property, parent, run);
  }

  /** The items of a list from a position on; in a step that gets long, the rest of them later. */
  #walkItems(
    value: unknown[],
    from: number,
    object: JsonObject,
    property: Property,
    parent: Place,
    run: Run,
  ): void {
    const { step } = property;
    const { steps } = run.pass;
    for (let i = from; i < value.length; i++) {
      if (steps?.isLong && i > from) {
        steps.addRest(() => this.#walkItems(value, i, object, property, parent, run));
        return;
      }
      if (value[i] !== null || property.shape.kind !== 'primitive') {
        this.#walkItem(value[i], property, placeBelow(parent, step, i), run);
      } else checkNullItem(object[property.siblingName], property, parent, i, run);
    }
  }

  #walkItem(value: unknown, property: Property, place: Place, run: Run): void {
    const { shape } = property;
    run.pass.steps?.walked();
    if (shape.kind === 'primitive') {
      if (!checkPrimitive(value, shape, place, run)) return;
    } else if (!isObject(value)) {
      const expected = `expected an object${shape.kind === 'object' ? ` (${shape.path})` : ''}`;
      run.error('structure', place, `Found ${nameOfJson(value)}, ${expected}.`, property.element.source);
      return;
    } else if (shape.kind === 'resource') this.#walkNested(value as Resource, property, place, run);
    else if (this.#walkObject(value, shape, place, run) === 0) reportEmpty(place, run);
    for (const check of property.checks) check(value, place, run);
  }

  /** The id and extensions of a primitive element, from its `_name`. */
  #walkSibling(object: JsonObject, property: Property, parent: Place, run: Run): void {
    const sibling = object[property.siblingName];
    const value = object[property.name];
    if (!isWrittenAsDefined(sibling, property.siblingName, property, parent, run)) return;
    if (!Array.isArray(sibling)) {
      this.#walkSiblingItem(sibling, value, placeBelow(parent, property.step), run);
      return;
    }
    checkAligned(value, sibling, property, parent, run);
    for (let i = 0; i < sibling.length; i++) {
      const own = Array.isArray(value) ? value[i] : undefined;
      if (sibling[i] !== null)
        this.#walkSiblingItem(sibling[i], own, placeBelow(parent, property.step, i), run);
      else if (own === undefined) checkNullItem(value, property, parent, i, run);
    }
  }

  #walkSiblingItem(sibling: unknown, value: unknown, place: Place, run: Run): void {
    if (!isObject(sibling)) {
      const words = `Found ${nameOfJson(sibling)}, expected an object with the id or extensions of the element.`;
      run.error('structure', place, words, 'json.html#primitive');
      return;
    }
    const hasValue = value !== undefined && value !== null && sibling.id !== undefined;
    if (this.#walkObject(sibling, this.#siblingShape, place, run) === 0 && !hasValue) reportEmpty(place, run);
  }

  /** A contained resource knows its container; any other resource inside a resource stands for itself. */
  #walkNested(resource: Resource, property: Property, place: Place, run: Run): void {
    if (run.pass.depth === 'shell' && property.name === 'resource') return;
    const { steps } = run.pass;
    if (steps !== undefined && isEntry(property, run)) {
      steps.add(() => this.walkResource(run.enter(resource, place, false)));
      return;
    }
    const isContained = property.name === 'contained';
    const nested = run.enter(resource, place, isContained);
    if (isContained) {
      run.contained.set(resource, nested);
      checkContained(nested);
    }
    this.walkResource(nested);
  }
}
