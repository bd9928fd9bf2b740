import type { ValueSetComposeIncludeFilter } from '@medplum/fhirtypes';
import type { CodeSystem } from '../../code-system/code-system.ts';
import { broken, TerminologyError } from '../../terminology-error.ts';
import type { Budget } from '../budget.ts';
import type { ConceptFilter } from './concept-filter.ts';
import { HIERARCHY_OPERATORS } from './hierarchy.ts';
import { PROPERTY_OPERATORS } from './property.ts';

/** With it `concept in X` means the members of the reference set X (snomedct.html#implicit). */
const SNOMED = 'http://snomed.info/sct';

/** Steps of compiling a filter; a pattern may take milliseconds. */
const FILTER_COST = 5;
const PATTERN_COST = 5000;

/** The property is the code itself where a filter asks for the place in the hierarchy. */
const OF_HIERARCHY = new Set(['concept', 'code']);

/** ValueSet.compose.include.filter for a code system; throws TerminologyError for one that its system cannot answer. */
export function compileFilter(
  { property = '', op = '=', value = '' }: ValueSetComposeIncludeFilter,
  codeSystem: CodeSystem,
  budget: Budget,
): ConceptFilter {
  budget.spend(op === 'regex' ? PATTERN_COST : FILTER_COST);
  if (codeSystem.url === SNOMED && op === 'in' && property === 'concept')
    throw new TerminologyError({
      reason: 'partial-code-system',
      message: `the reference set ${value.slice(0, 40)} of SNOMED CT is not here`,
    });
  const byPlace = Object.hasOwn(HIERARCHY_OPERATORS, op) ? HIERARCHY_OPERATORS[op] : undefined;
  if (byPlace && OF_HIERARCHY.has(property)) return byPlace(codeSystem, value);
  const byValue = Object.hasOwn(PROPERTY_OPERATORS, op) ? PROPERTY_OPERATORS[op] : undefined;
  if (byValue) return byValue(codeSystem, property, value);
  throw broken(
    `a filter has the operator '${op}' on the property '${property.slice(0, 80)}', which is not known here`,
  );
}
