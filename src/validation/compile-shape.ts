import type { Definitions, ElementDefinition, ElementType } from '#conformance/definitions.ts';
import type { Terminology } from '#terminology/terminology.ts';
import { compileBinding } from './element/binding.ts';
import { compileCardinality } from './element/cardinality.ts';
import { checkCodingSystem, compileCodeOfSystem } from './element/coding.ts';
import { compileConstraints } from './element/constraint.ts';
import { checkElementId } from './element/element-id.ts';
import { checkExtension } from './element/extension.ts';
import { compileExtensionDefinition } from './element/extension-definition.ts';
import { compileFragment } from './element/fragment.ts';
import { checkFullUrl } from './element/full-url.ts';
import { checkIdentifier } from './element/identifier.ts';
import { compilePrimitive, elementIdShape } from './element/primitive.ts';
import { compileReference, compileReferenceTarget } from './element/reference-target.ts';
import { Rules } from './rule/rules.ts';
import type { Check, ElementShape, JsonObject, ObjectShape, Property, Shape } from './shape.ts';

const ANY_RESOURCE: Shape = { kind: 'resource' };

/** The elements of one definition by the path of their parent. */
type Children = Map<string, ElementDefinition[]>;

function childrenOf(elements: ElementDefinition[]): Children {
  const children: Children = new Map();
  for (const element of elements) {
    const parent = element.path.slice(0, Math.max(element.path.lastIndexOf('.'), 0));
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [element]);
    else siblings.push(element);
  }
  return children;
}

/**
 * Compiles ElementDefinitions into the tree that the walker follows. Each type and each backbone element is compiled
 * once, on first use; the tree has cycles where the definitions have them (Questionnaire.item.item, Extension).
 */
export class ShapeCompiler {
  readonly #definitions: Definitions;
  readonly #terminology: Terminology;
  readonly #shapes = new Map<string, Shape>();
  readonly #rules: Rules;
  /** Keywords that every value of a type has, by its path. */
  readonly #typeChecks: Record<string, Check<JsonObject>[]>;

  constructor(definitions: Definitions, terminology: Terminology) {
    this.#definitions = definitions;
    this.#terminology = terminology;
    this.#rules = new Rules(definitions);
    this.#typeChecks = {
      Reference: [compileReference(definitions)],
      Identifier: [checkIdentifier],
      Extension: [checkExtension, compileExtensionDefinition(this, definitions)],
      Coding: [checkCodingSystem, compileCodeOfSystem(terminology, 'datatypes.html#Coding')],
      Quantity: [compileCodeOfSystem(terminology, 'datatypes.html#Quantity')],
      'Bundle.entry': [checkFullUrl],
    };
  }

  /** The shape of a resource, datatype or primitive by its name; throws for a name that R4 does not have. */
  shapeOf(name: string): Shape {
    const known = this.#shapes.get(name);
    if (known !== undefined) return known;
    if (name === 'Resource') return ANY_RESOURCE;
    const definition = this.#definitions.types.get(name);
    if (definition === undefined) throw new Error(`R4 has no type '${name}'`);
    if (definition.kind !== 'primitive-type')
      return this.#compileObject(definition.elements[0]!, childrenOf(definition.elements));
    const shape = compilePrimitive(name);
    this.#shapes.set(name, shape);
    return shape;
  }

  /** The shape of a concrete resource type, undefined when R4 has none of that name. */
  resourceShape(name: string): ObjectShape | undefined {
    return this.#definitions.resourceTypes.has(name) ? (this.shapeOf(name) as ObjectShape) : undefined;
  }

  /** The shape of an object whose definition is `root`, with the elements below its path. */
  #compileObject(root: ElementDefinition, children: Children): ObjectShape {
    const { path } = root;
    const shape: ObjectShape = {
      kind: 'object',
      path,
      isResource: this.#definitions.types.get(path)?.kind === 'resource',
      properties: new Map(),
      elements: new Map(),
      required: [],
      checks: [
        ...(this.#typeChecks[path] ?? []),
        ...this.#rules.of(path),
        ...compileConstraints(root.constraints, path, this.#definitions),
      ],
    };
    this.#shapes.set(path, shape);
    for (const definition of children.get(path) ?? []) this.#addElement(shape, definition, children);
    return shape;
  }

  #addElement(shape: ObjectShape, definition: ElementDefinition, children: Children): void {
    const { path } = definition;
    const name = path.slice(path.lastIndexOf('.') + 1);
    const source = `StructureDefinition/${path.split('.')[0]}#${path}`;
    const isChoice = name.endsWith('[x]');
    const element: ElementShape = {
      name,
      definition,
      isChoice,
      source,
      properties: [],
      byName: new Map(),
      ...compileCardinality(definition),
    };
    shape.elements.set(name, element);
    if (definition.contentReference !== undefined) {
      this.#addProperty(shape, element, '', this.#backbone(definition.contentReference, children), []);
    }
    for (const type of definition.types) this.#addType(shape, element, type, definition, children);
    if (element.min > 0) shape.required.push(element);
  }

  #addType(
    shape: ObjectShape,
    element: ElementShape,
    type: ElementType,
    definition: ElementDefinition,
    children: Children,
  ): void {
    const { path } = definition;
    if (children.has(path)) {
      this.#addProperty(shape, element, type.code, this.#backbone(path, children), []);
    } else if (element.name === 'id' && !shape.isResource) {
      // The ids of ElementDefinitions are paths: the same in snapshot and differential (sdf-16, sdf-17).
      const checks = shape.path === 'ElementDefinition' ? [] : [checkElementId];
      this.#addProperty(shape, element, type.code, elementIdShape, checks);
    } else {
      const checks = this.#compileChecks(definition, type, element.source);
      this.#addProperty(shape, element, type.code, this.shapeOf(type.code), checks);
    }
  }

  /** The keywords of one element in one of its types. */
  #compileChecks(definition: ElementDefinition, type: ElementType, source: string): Check[] {
    return [
      ...compileBinding(definition.binding, type.code, source, this.#terminology),
      ...compileFragment(type.code),
      ...compileReferenceTarget(type, source, this.#definitions),
      ...compileConstraints(definition.constraints, type.code, this.#definitions),
    ];
  }

  /** The shape of an element that is defined within its type: a backbone element, or an Element such as Timing.repeat. */
  #backbone(path: string, children: Children): Shape {
    const known = this.#shapes.get(path);
    if (known !== undefined) return known;
    const parent = path.slice(0, path.lastIndexOf('.'));
    const definition = children.get(parent)?.find((element) => element.path === path);
    if (definition === undefined) throw new Error(`There is no element '${path}'`);
    return this.#compileObject(definition, children);
  }

  #addProperty(
    shape: ObjectShape,
    element: ElementShape,
    type: string,
    typeShape: Shape,
    checks: Check[],
  ): void {
    const stem = element.name.replace('[x]', '');
    const name = element.isChoice ? stem + type.charAt(0).toUpperCase() + type.slice(1) : stem;
    const step = element.isChoice ? `${stem}.ofType(${type})` : stem;
    const siblingName = `_${name}`;
    const property: Property = { element, name, siblingName, step, type, shape: typeShape, checks };
    element.properties.push(property);
    const names = typeShape.kind === 'primitive' ? [name, siblingName] : [name];
    for (const each of names) {
      shape.properties.set(each, property);
      element.byName.set(each, property);
    }
  }
}
