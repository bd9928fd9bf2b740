import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';
import type { Definitions } from '#conformance/definitions.ts';

/** A value with the name of its FHIR type, e.g. `{ value: {...}, type: 'CodeableConcept' }`. */
export interface TypedValue {
  value: unknown;
  type: string;
}

/** Variables of an expression without their `%`, e.g. `{ resource, rootResource, subject }`. */
export type Environment = Record<string, unknown>;

/** An expression that is parsed and bound to the type of its context. */
export interface CompiledExpression {
  text: string;
  /** `context` is a node of FHIR JSON of the type that the expression was compiled for. */
  evaluate(context: unknown, environment?: Environment): TypedValue[];
}

/** Compiles a FHIRPath expression for a context of `type` (a resource type or datatype name). */
export function compileExpression(text: string, type: string, _definitions: Definitions): CompiledExpression {
  const isResource = /^[A-Z]/.test(type);
  const compiled = fhirpath.compile(isResource ? text : { base: type, expression: text }, r4, { resolveInternalTypes: false });
  return {
    text,
    evaluate(context, environment = {}) {
      const result = compiled(context, environment) as unknown[];
      const types = fhirpath.types(result);
      return result.map((node, i) => ({ value: (node as { data?: unknown })?.data ?? node, type: (types[i] ?? '').replace(/^\w+\./, '') }));
    },
  };
}
