import type { Definitions, SearchParameterDefinition } from '#conformance/definitions.ts';
import type { SearchParameters } from '#conformance/search-parameter.ts';
import type { Resource } from '#fhir/resource.ts';
import { type CompiledExpression, compileExpression, type TypedValue } from '#fhirpath/compile-expression.ts';
import { type Component, componentOf, compositeOf } from './composite.ts';
import { indexValue } from './index-value.ts';
import type { IndexValue } from './search-expression.ts';

/** Adds the values of one composite parameter of a resource to its search values. */
export type IndexComposite = (resource: Resource, values: IndexValue[]) => void;

/** The components of a composite for elements of one definition, compiled when the first of them occurs. */
type Compiled = (Component & { compiled: CompiledExpression })[];

/** Compiles the part of a composite that has an index of its own; undefined where there is none. */
export function compileComposite(
  type: string,
  parameter: SearchParameterDefinition,
  parameters: SearchParameters,
  definitions: Definitions,
  baseUrl: string,
): IndexComposite | undefined {
  const composite = compositeOf(type, parameter, parameters);
  if (!composite?.branches.length) return undefined;
  const { code } = parameter;
  const branches = composite.branches.map((branch) => compileExpression(branch, type, definitions));
  const byContext = new Map<string, Compiled>();
  const componentsAt = ({ path, type: name }: TypedValue): Compiled => {
    const context = path ?? name;
    let compiled = byContext.get(context);
    if (!compiled) {
      compiled = composite.components.map((component) => ({
        ...component,
        compiled: compileExpression(component.expression, context, definitions),
      }));
      byContext.set(context, compiled);
    }
    return compiled;
  };

  return (resource, values) => {
    const environment = { resource, rootResource: resource };
    let occurrence = 0;
    for (const branch of branches) {
      for (const element of branch.evaluate(resource, environment)) {
        const parts = componentsAt(element).map(({ compiled, kind }, i) =>
          compiled
            .evaluate(element.value, environment)
            .flatMap((value) => indexValue(kind, componentOf(code, i), value, baseUrl))
            .filter((value) => value.kind === kind && value.parameter === componentOf(code, i)),
        );
        // An occurrence that lacks a part meets no search.
        if (parts.some((part) => !part.length)) continue;
        occurrence++;
        for (const part of parts) for (const value of part) values.push({ ...value, occurrence });
      }
    }
  };
}
