import type { Definitions } from '#conformance/definitions.ts';
import { ExpressionError, NotNative } from './expression-error.ts';
import { compileWithFhirpathJs } from './fallback/fhirpath-js.ts';
import { compileTree } from './native/compile-native.ts';
import { shapeOfJson } from './native/member.ts';
import type { Evaluate } from './native/scope.ts';
import type { Expression } from './parse/expression-tree.ts';
import { parseExpression } from './parse/parse-expression.ts';
import { type Collection, EMPTY, Node } from './value/node.ts';
import { Quantity } from './value/quantity.ts';
import { Temporal } from './value/temporal.ts';
import { TypeRegistry } from './value/type-registry.ts';
import type { TypeShape } from './value/type-shape.ts';

/**
 * A value with the name of its type: FHIR's (`CodeableConcept`, `dateTime`), or FHIRPath's own (`String`,
 * `Boolean`, `DateTime`) for what the expression made. Dates and times are text; a Quantity that the
 * expression made looks like FHIR's. A primitive that has only an id or extensions exists without a value:
 * its `value` is undefined.
 */
export interface TypedValue {
  value: unknown;
  type: string;
  /**
   * Only for a `BackboneElement` or `Element` with members of its own: the path of its definition, e.g.
   * `Observation.component`, by which an expression for it as context is compiled.
   */
  path?: string;
}

/**
 * Variables of an expression without their `%`, e.g. `{ resource, rootResource, subject }`: any JSON, an array
 * of it, or the result of another expression. `resource` and `rootResource` default to the context.
 */
export type Environment = Record<string, unknown>;

/** An expression that is parsed and bound to the type of its context. */
export interface CompiledExpression {
  text: string;
  /** False when fhirpath.js evaluates it. */
  native: boolean;
  /**
   * `context` is a node of FHIR JSON of the type that the expression was compiled for. Throws where the data
   * makes the expression meaningless (ExpressionError, or fhirpath.js's error), e.g. `name < 5`.
   */
  evaluate(context: unknown, environment?: Environment): TypedValue[];
}

interface Compiler {
  types: TypeRegistry;
  compiled: Map<string, CompiledExpression>;
}

/** Characters of an expression; the longest of R4 has 1,386. */
const LONGEST = 10_000;
/** The parser of fhirpath.js takes a hundred times as long. */
const LONGEST_ELSEWHERE = 2000;

/** More than all of R4 has; expressions that clients bring must not fill the memory. */
const MOST_COMPILED = 20_000;

const compilers = new WeakMap<Definitions, Compiler>();

function compilerOf(definitions: Definitions): Compiler {
  let compiler = compilers.get(definitions);
  if (!compiler) {
    compiler = { types: new TypeRegistry(definitions), compiled: new Map() };
    compilers.set(definitions, compiler);
  }
  return compiler;
}

const NO_VARIABLES: Environment = {};

function typedValue({ value, shape }: Node): TypedValue {
  if (value instanceof Temporal) return { value: value.text, type: shape.name };
  if (value instanceof Quantity) return { value: value.toFhir(), type: shape.name };
  return shape.path === undefined
    ? { value, type: shape.name }
    : { value, type: shape.name, path: shape.path };
}

function typedValues(collection: Collection): TypedValue[] {
  const values: TypedValue[] = [];
  for (const node of collection) values.push(typedValue(node));
  return values;
}

/** fhirpath.js for the same expression, compiled when the first evaluation asks for it. */
function fallback(text: string, type: string, types: TypeRegistry): CompiledExpression['evaluate'] {
  let evaluate: ReturnType<typeof compileWithFhirpathJs> | undefined;
  return (context, environment = NO_VARIABLES) => {
    evaluate ??= compileWithFhirpathJs(text, type, types);
    return evaluate(context, environment);
  };
}

/** The tree of a text of the N1 grammar; NotNative for one that only fhirpath.js, which knows later ones, can parse. */
function parse(text: string, type: string, types: TypeRegistry): Expression {
  if (text.length > LONGEST)
    throw new ExpressionError(`an expression of more than ${LONGEST} characters is not read here`);
  try {
    return parseExpression(text);
  } catch (error) {
    if (text.length > LONGEST_ELSEWHERE) throw error;
    try {
      compileWithFhirpathJs(text, type, types);
    } catch {
      throw error;
    }
    throw new NotNative('a later grammar');
  }
}

function nativeExpression(
  text: string,
  type: string,
  types: TypeRegistry,
  shape: TypeShape,
): CompiledExpression {
  const run: Evaluate = compileTree(parse(text, type, types), {
    types,
    self: shape.open ? undefined : shape,
    isRepeated: false,
  });
  const isAnyResource = shape.name === 'Resource' || shape.name === 'DomainResource';
  const evaluateElsewhere = fallback(text, type, types);
  return {
    text,
    native: true,
    evaluate(context, environment = NO_VARIABLES) {
      const root = [new Node(context, isAnyResource ? shapeOfJson(context, types) : shape)];
      try {
        return typedValues(run({ types, environment, root, self: root, index: undefined, total: EMPTY }));
      } catch (error) {
        // Some values, e.g. quantities of different units, need more than the native engine has.
        if (error instanceof NotNative) return evaluateElsewhere(context, environment);
        throw error;
      }
    },
  };
}

function compile(text: string, type: string, types: TypeRegistry): CompiledExpression {
  const shape = types.path(type);
  if (!shape) throw new ExpressionError(`unknown type ${type}`);
  try {
    return nativeExpression(text, type, types, shape);
  } catch (error) {
    if (error instanceof NotNative) return { text, native: false, evaluate: fallback(text, type, types) };
    throw error;
  }
}

/**
 * Compiles a FHIRPath expression (http://hl7.org/fhirpath/N1/, fhirpath.html) for a context of `type`: a
 * resource type, a datatype, or the path of an element such as `Patient.contact`. Compiled once for each type
 * and text. Throws ExpressionError when the text is no expression, or names a type that R4 does not have.
 */
export function compileExpression(text: string, type: string, definitions: Definitions): CompiledExpression {
  const { types, compiled } = compilerOf(definitions);
  const key = `${type}\n${text}`;
  let expression = compiled.get(key);
  if (!expression) {
    expression = compile(text, type, types);
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    compiled.set(key, expression);
  }
  return expression;
}
