import type { Definitions, ElementConstraint } from '#conformance/definitions.ts';
import type { Issue } from '#fhir/operation-outcome.ts';
import { type CompiledExpression, compileExpression } from '#fhirpath/compile-expression.ts';
import type { Check } from '../shape.ts';

/**
 * Checked by code of their own: those of contained resources and local references (their expressions search the
 * whole resource again for every element) and of narrative. dom-6 asks for narrative, which data from systems lacks.
 */
const ELSEWHERE = new Set(['dom-2', 'dom-3', 'dom-4', 'dom-5', 'dom-6', 'ref-1', 'txt-1', 'txt-2']);

/**
 * Expressions of R4 4.0.1 that miss what their own `human` text says (most are mended in R5). Dates of different
 * precision compare to nothing in FHIRPath: a period from `2025-06-03` to `2025-06` is not thereby wrong.
 */
const CORRECTED: Record<string, string> = {
  "fullUrl.contains('/_history/').not()": "fullUrl.where(contains('/_history/')).empty()",
  'start.hasValue().not() or end.hasValue().not() or (start <= end)':
    '(start <= end).empty() or start <= end',
  'whenHandedOver.empty() or whenPrepared.empty() or whenHandedOver >= whenPrepared':
    '(whenHandedOver >= whenPrepared).empty() or whenHandedOver >= whenPrepared',
  'lastModified.exists().not() or authoredOn.exists().not() or lastModified >= authoredOn':
    '(lastModified >= authoredOn).empty() or lastModified >= authoredOn',
  'probability is decimal implies (probability as decimal) <= 100':
    'probability.ofType(decimal).empty() or probability.ofType(decimal) <= 100',
  // FHIRPath's Boolean is the type of literals, not of elements.
  "operator = 'exists' implies (answer is Boolean)": "operator = 'exists' implies (answer is boolean)",
  // Two are "more than one".
  'enableWhen.count() > 2 implies enableBehavior.exists()':
    'enableWhen.count() > 1 implies enableBehavior.exists()',
};

/**
 * Whether a constraint is met: when its expression says so. As in HL7's validator an empty result does not say so,
 * except where the rule is only advice: a resource without a name needs none on how to form names.
 */
function isMet(result: { value: unknown }[], { severity }: ElementConstraint): boolean {
  return result.length === 0 ? severity === 'warning' : result.length === 1 && result[0]!.value !== false;
}

function violation({ key, severity, human, source = key }: ElementConstraint): Issue {
  return {
    severity,
    code: 'invariant',
    diagnostics: `${key}: ${human.trim().replace(/\.$/, '')}.`,
    source,
  };
}

function failure({ key, source = key }: ElementConstraint, error: unknown): Issue {
  const reason = error instanceof Error ? error.message.slice(0, 200) : String(error);
  const diagnostics = `The rule ${key} could not be evaluated here: ${reason}`;
  return { severity: 'warning', code: 'exception', diagnostics, source };
}

function compileConstraint(constraint: ElementConstraint, type: string, definitions: Definitions): Check {
  const expression = CORRECTED[constraint.expression] ?? constraint.expression;
  let compiled: CompiledExpression | undefined;
  return (value, place, run) => {
    try {
      // On first use: most types are never met by a server.
      compiled ??= compileExpression(expression, type, definitions);
      const result = compiled.evaluate(value, run.environment);
      if (!isMet(result, constraint)) run.report(violation(constraint), place);
    } catch (error) {
      run.report(failure(constraint, error), place);
    }
  };
}

/**
 * ElementDefinition.constraint: a check for each invariant of an element of `type` (a type name or the path of a
 * backbone element). A rule that cannot be evaluated is reported as a warning.
 */
export function compileConstraints(
  constraints: ElementConstraint[] | undefined,
  type: string,
  definitions: Definitions,
): Check[] {
  return (constraints ?? [])
    .filter((constraint) => !ELSEWHERE.has(constraint.key))
    .map((constraint) => compileConstraint(constraint, type, definitions));
}
