import { type Collection, EMPTY, Node } from '../value/node.ts';
import type { TypeRegistry } from '../value/type-registry.ts';
import {
  isChoice,
  type Member,
  type MemberProperty,
  OBJECT_SHAPE,
  SYSTEM,
  type TypeShape,
} from '../value/type-shape.ts';
import type { Evaluate, Scope } from './scope.ts';

type Json = Record<string, unknown>;

/** The shape of JSON that no definition gives a type: a resource tells its own, the rest is System's. */
export function shapeOfJson(value: unknown, types: TypeRegistry): TypeShape {
  switch (typeof value) {
    case 'string':
      return SYSTEM.String;
    case 'boolean':
      return SYSTEM.Boolean;
    case 'number':
      return Number.isInteger(value) ? SYSTEM.Integer : SYSTEM.Decimal;
    default: {
      const name = (value as Json | null)?.resourceType;
      return (typeof name === 'string' && types.type(name)) || OBJECT_SHAPE;
    }
  }
}

/** The object that holds a node's members: for a primitive the one with its id and extensions. */
function holder(node: Node): Json | undefined {
  const { value } = node;
  return typeof value === 'object' && value !== null ? (value as Json) : node.sibling;
}

function appendPrimitive(
  owner: Json,
  { key, siblingKey }: MemberProperty,
  shape: TypeShape,
  output: Node[],
): void {
  const value = owner[key];
  const isList = Array.isArray(value);
  if (value !== undefined && !isList) {
    output.push(new Node(value ?? undefined, shape, owner, siblingKey));
    return;
  }
  const sibling = owner[siblingKey];
  if (isList || Array.isArray(sibling)) {
    // Either list may be the longer: items without a value, or without id and extensions, end it.
    const length = Math.max(isList ? value.length : 0, Array.isArray(sibling) ? sibling.length : 0);
    for (let i = 0; i < length; i++) {
      output.push(new Node(isList ? (value[i] ?? undefined) : undefined, shape, owner, siblingKey, i));
    }
  } else if (sibling !== undefined) {
    output.push(new Node(undefined, shape, owner, siblingKey));
  }
}

function appendProperty(owner: Json, property: MemberProperty, types: TypeRegistry, output: Node[]): void {
  const { shape } = property;
  if (shape?.primitive) {
    appendPrimitive(owner, property, shape, output);
    return;
  }
  const value = owner[property.key];
  if (Array.isArray(value)) {
    for (const item of value) output.push(new Node(item, shape ?? shapeOfJson(item, types)));
  } else if (value !== undefined) {
    output.push(new Node(value, shape ?? shapeOfJson(value, types)));
  }
}

function appendMember(owner: Json, member: Member, types: TypeRegistry, output: Node[]): void {
  if (!isChoice(member)) {
    appendProperty(owner, member, types, output);
    return;
  }
  // An object has few properties, a choice up to fifty alternatives.
  for (const key in owner) {
    const alternative = member.get(key);
    if (alternative) {
      appendProperty(owner, alternative, types, output);
      return;
    }
  }
}

function appendUndefinedMember(owner: Json, name: string, types: TypeRegistry, output: Node[]): void {
  if (!Object.hasOwn(owner, name)) return;
  appendProperty(owner, { key: name, siblingKey: `_${name}`, shape: undefined }, types, output);
}

/** `target.name`: the member of every item that has it. The last type seen is remembered: items mostly share it. */
export function memberStep(target: Evaluate, name: string): Evaluate {
  let knownShape: TypeShape | undefined;
  let member: Member | undefined;
  return (scope) => {
    const input = target(scope);
    if (input.length === 0) return EMPTY;
    const output: Node[] = [];
    for (const node of input) {
      const owner = holder(node);
      if (owner === undefined) continue;
      if (node.shape !== knownShape) {
        knownShape = node.shape;
        member = knownShape.member(name);
      }
      if (member) appendMember(owner, member, scope.types, output);
      else if (knownShape.open) appendUndefinedMember(owner, name, scope.types, output);
    }
    return output;
  };
}

/** All members of a node, in the order of its JSON (N1, 5.8.1 children()). */
export function appendChildren(node: Node, scope: Scope, output: Node[]): void {
  const owner = holder(node);
  if (owner === undefined) return;
  for (const key of Object.keys(owner)) {
    const name = key.startsWith('_') ? key.slice(1) : key;
    // A sibling is read together with its element, and alone only where the element has no value.
    if (name === 'resourceType' || (name !== key && Object.hasOwn(owner, name))) continue;
    const member = node.shape.member(name);
    if (member) appendMember(owner, member, scope.types, output);
    else appendUndefinedMember(owner, key, scope.types, output);
  }
}

/** A leading type name (N1, 5.1 Path selection): the items of the context that are of the type. */
export function typeNameStep(name: string): Evaluate {
  return ({ self }): Collection => self.filter((node) => node.shape.ancestors.has(name));
}
