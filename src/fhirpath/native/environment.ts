import type { TypedValue } from '../compile-expression.ts';
import { ExpressionError } from '../expression-error.ts';
import { type Collection, EMPTY, Node, stringNode } from '../value/node.ts';
import { Temporal } from '../value/temporal.ts';
import type { TypeRegistry } from '../value/type-registry.ts';
import { SYSTEM } from '../value/type-shape.ts';
import { shapeOfJson } from './member.ts';
import type { Evaluate } from './scope.ts';

/** Constants of every expression (fhirpath.html#variables). */
const CONSTANTS: Record<string, Collection> = {
  ucum: [stringNode('http://unitsofmeasure.org')],
  sct: [stringNode('http://snomed.info/sct')],
  loinc: [stringNode('http://loinc.org')],
};

const TEMPORAL = { Date: 'date', DateTime: 'dateTime', Time: 'time' } as const;

const TYPED_VALUE = new Set(['value', 'type', 'path']);

/** An item of an earlier result, which keeps its type, unlike plain JSON of the same look. */
export function isTypedValue(item: unknown, types: TypeRegistry): item is TypedValue {
  if (typeof item !== 'object' || item === null || !Object.keys(item).every((key) => TYPED_VALUE.has(key)))
    return false;
  const { type } = item as { type?: unknown };
  return 'value' in item && typeof type === 'string' && (types.isType(type) || Object.hasOwn(SYSTEM, type));
}

function nodeOf(item: unknown, types: TypeRegistry): Node {
  if (!isTypedValue(item, types)) return new Node(item, shapeOfJson(item, types));
  const { value, type, path } = item;
  const kind = TEMPORAL[type as keyof typeof TEMPORAL];
  if (kind && typeof value === 'string')
    return new Node(Temporal.parse(kind, value) ?? value, SYSTEM[type as keyof typeof SYSTEM]);
  return new Node(value, types.path(path ?? type) ?? SYSTEM[type as keyof typeof SYSTEM]);
}

function collectionOf(value: unknown, types: TypeRegistry): Collection {
  if (value === undefined || value === null) return EMPTY;
  return Array.isArray(value) ? value.map((item) => nodeOf(item, types)) : [nodeOf(value, types)];
}

/**
 * `%name`: the caller's variable, else a constant, else the context for `%context`, `%resource` and
 * `%rootResource`. Throws ExpressionError at evaluation when there is none of that name.
 */
export function variable(name: string): Evaluate {
  const isContext = name === 'context' || name === 'resource' || name === 'rootResource';
  const fixed = Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name] : undefined;
  return ({ environment, types, root }) => {
    if (Object.hasOwn(environment, name)) return collectionOf(environment[name], types);
    if (isContext) return root;
    if (fixed) return fixed;
    throw new ExpressionError(`there is no variable %${name}`);
  };
}
