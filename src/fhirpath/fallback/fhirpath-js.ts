import { createRequire } from 'node:module';
import type { Environment, TypedValue } from '../compile-expression.ts';
import { isTypedValue } from '../native/environment.ts';
import { resolveReference } from '../native/resolve-reference.ts';
import type { TypeRegistry } from '../value/type-registry.ts';

type Engine = typeof import('fhirpath').default;
type Evaluator = (context: unknown, environment: Environment) => unknown[];

const require = createRequire(import.meta.url);
let engine: Engine | undefined;
let model: Parameters<Engine['compile']>[1];
let wrapNode: (
  engineContext: unknown,
  data: unknown,
  parent?: null,
  path?: string,
  sibling?: null,
  type?: string,
) => unknown;

/** System types -> the FHIR types whose nodes fhirpath.js computes with as it does with values of its own. */
const FHIR_TYPES: Record<string, string> = { Date: 'date', DateTime: 'dateTime', Time: 'time' };

/** fhirpath.js and its model of R4 take some 100 ms to load, which a start must not pay for. */
function load(): Engine {
  if (!engine) {
    engine = require('fhirpath') as Engine;
    model = require('fhirpath/fhir-context/r4') as typeof model;
    wrapNode = require('fhirpath/src/types.js').ResourceNode.makeResNode;
  }
  return engine;
}

/** A variable as fhirpath.js takes it: what has a type becomes a node of its own. */
function variableOf(value: unknown, types: TypeRegistry): unknown {
  if (Array.isArray(value)) return value.map((item) => variableOf(item, types));
  if (!isTypedValue(value, types)) return value;
  const type = FHIR_TYPES[value.type] ?? value.type;
  if (!types.isType(type)) return value.value;
  const engineContext = { model, getDecimal: load().FP_Decimal.getDecimal };
  return wrapNode(engineContext, value.value, null, value.path ?? type, null, type);
}

/** What is read of the values of fhirpath.js: of its nodes, numbers, dates and quantities. */
interface Internal {
  path?: string | null;
  data?: unknown;
  value?: unknown;
  unit?: string;
  toJSON?(): unknown;
}

/** A value of fhirpath.js -> the form that the native engine gives: JSON, or text, or a FHIR Quantity. */
function jsonValue(item: unknown): unknown {
  const node = item as Internal | null;
  if (typeof node !== 'object' || node === null) return item;
  if ('fhirNodeDataType' in node) return node.data === null ? undefined : jsonValue(node.data);
  if (typeof node.unit === 'string' && typeof node.toJSON === 'function') {
    const value = jsonValue(node.value);
    const code = /^'(.*)'$/.exec(node.unit)?.[1];
    if (code === undefined) return { value, unit: node.unit.replace(/s$/, '') };
    return { value, unit: code, system: 'http://unitsofmeasure.org', code };
  }
  return typeof node.toJSON === 'function' ? node.toJSON() : item;
}

function typedValue(item: unknown, typeName: string): TypedValue {
  const type = typeName.replace(/^\w+\./, '');
  const { path } = item as Internal;
  const isInline =
    (type === 'BackboneElement' || type === 'Element') && typeof path === 'string' && path !== type;
  return { value: jsonValue(item), type, ...(isInline && { path }) };
}

/**
 * Compiles an expression for fhirpath.js, which is loaded now if it is not yet. Throws its error when it cannot
 * parse the text. resolve() is answered from the reference's own text, as in the native engine.
 */
export function compileWithFhirpathJs(
  text: string,
  type: string,
  types: TypeRegistry,
): (context: unknown, environment: Environment) => TypedValue[] {
  const { compile, types: typeNames } = load();
  const isResourceType = (name: string) => types.isResourceType(name);
  let root: unknown;
  function resolve(this: unknown, input: unknown[]): unknown[] {
    return input.flatMap((from) => {
      const target = resolveReference((from as Internal | null)?.data ?? from, root, isResourceType);
      return target ? [wrapNode(this, target)] : [];
    });
  }
  const path = isResourceType(type) ? text : { base: type, expression: text };
  const evaluator = compile(path, model, {
    resolveInternalTypes: false,
    traceFn: () => undefined,
    userInvocationTable: { resolve: { fn: resolve, arity: { 0: [] }, internalStructures: true } },
  }) as unknown as Evaluator;
  return (context, environment) => {
    const variables: Environment = { resource: context, rootResource: context };
    for (const [name, value] of Object.entries(environment)) variables[name] = variableOf(value, types);
    root = variables.rootResource;
    const result = evaluator(context, variables);
    const names = typeNames(result);
    return result.map((item, i) => typedValue(item, names[i] ?? ''));
  };
}
