import type { Definitions } from '#conformance/definitions.ts';
import type { Resource } from '#fhir/resource.ts';
import {
  type CompiledExpression,
  compileExpression,
  type Environment,
} from '#fhirpath/compile-expression.ts';
import { type Extension, extension, trialExtension } from '#study/extension.ts';

export type PopulationCode =
  | 'initial-population'
  | 'measure-population'
  | 'measure-population-exclusion'
  | 'measure-observation';

/** A Measure whose expressions are parsed once; the context of each is one subject's Bundle. */
export interface CompiledMeasure {
  resource: Resource;
  /** Canonical with version. */
  canonical: string;
  /** In the order in which they are evaluated; a variable may use those before it. */
  variables: { name: string; expression: CompiledExpression }[];
  populations: Record<PopulationCode, CompiledExpression>;
  stratifier: CompiledExpression;
}

interface Criteria {
  language?: string;
  expression?: string;
}

interface Group {
  population?: { code?: { coding?: { code?: string }[] }; criteria?: Criteria }[];
  stratifier?: { criteria?: Criteria }[];
}

const POPULATIONS: PopulationCode[] = [
  'initial-population',
  'measure-population',
  'measure-population-exclusion',
  'measure-observation',
];

/** Evaluates to the plain values, without their types; a primitive that has only extensions is left out. */
export function evaluateValues(
  expression: CompiledExpression,
  context: unknown,
  environment: Environment,
): unknown[] {
  return expression
    .evaluate(context, environment)
    .flatMap(({ value }) => (value === undefined ? [] : [value]));
}

/** A criterion holds only when it evaluates to true; empty is not true. */
export function holds(expression: CompiledExpression, context: unknown, environment: Environment): boolean {
  const values = evaluateValues(expression, context, environment);
  return values.length === 1 && values[0] === true;
}

/**
 * Compiles the variables (extension measure-variable), population criteria and stratifier of a Measure with one group
 * (measure.html). Throws naming the Measure when a part is missing or not in text/fhirpath.
 */
export function compileMeasure(
  measure: Resource,
  canonicalBase: string,
  definitions: Definitions,
): CompiledMeasure {
  const name = `Measure/${measure.id}`;
  const compile = (criteria: Criteria | undefined, place: string): CompiledExpression => {
    if (criteria?.language !== 'text/fhirpath' || !criteria.expression) {
      throw new Error(`${name}: ${place} has no expression in text/fhirpath`);
    }
    return compileExpression(criteria.expression, 'Bundle', definitions);
  };
  const groups = (measure.group ?? []) as Group[];
  const group = groups[0];
  if (!group || groups.length > 1) throw new Error(`${name}: exactly one group is expected`);
  const populations = Object.fromEntries(
    POPULATIONS.map((code) => {
      const population = group.population?.find((p) =>
        p.code?.coding?.some((coding) => coding.code === code),
      );
      return [code, compile(population?.criteria, code)];
    }),
  ) as Record<PopulationCode, CompiledExpression>;
  const url = trialExtension(canonicalBase, 'measure-variable');
  const variables = ((measure.extension ?? []) as Extension[])
    .filter((candidate) => candidate.url === url)
    .map((variable) => ({
      name: String(extension(variable, 'name')?.valueString),
      expression: compile(
        extension(variable, 'expression')?.valueExpression as Criteria | undefined,
        'a variable',
      ),
    }));
  return {
    resource: measure,
    canonical: `${measure.url}|${measure.version}`,
    variables,
    populations,
    stratifier: compile(group.stratifier?.[0]?.criteria, 'the stratifier'),
  };
}
