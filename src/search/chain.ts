import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import { FhirError } from '#fhir/operation-outcome.ts';
import { compileParameter, findParameter, type SearchContext } from './compile-parameter.ts';
import { parseParameter, type SearchParameterText } from './parse-search.ts';
import { searchError } from './search-error.ts';
import type { SearchExpression } from './search-expression.ts';

/** Chains and `_has` may follow one another this often; each step is a join. */
const MAX_STEPS = 8;

function countSteps(name: string): void {
  if (name.split('.').length + name.split('_has:').length - 2 > MAX_STEPS) {
    throw searchError(
      `'${name.slice(0, 80)}' follows more than ${MAX_STEPS} references`,
      'search.html#chaining',
    );
  }
}

/** `subject.name=peter` or `subject:Patient.name=peter` (search.html#chaining). */
export function compileChain(
  definition: SearchParameterDefinition,
  parameter: SearchParameterText,
  context: SearchContext,
): SearchExpression {
  const { name, code, modifier, chain = '', value } = parameter;
  countSteps(name);
  if (definition.type !== 'reference')
    throw searchError(
      `${code} is a ${definition.type} parameter; only references can be chained`,
      'search.html#chaining',
    );
  if (modifier !== undefined && !context.resourceTypes.has(modifier)) {
    throw searchError(`'${modifier}' in ${name} is no resource type`, 'search.html#chaining');
  }
  const rest = parseParameter(chain, value);
  const candidates = modifier ? [modifier] : (definition.target ?? [...context.resourceTypes]);
  const inChain = { ...context, chained: context.chained ?? new Map() };
  const targets: { type: string; of: SearchExpression }[] = [];
  let refusal: Error | undefined;
  for (const type of candidates) {
    // Of several possible types only those that have the parameter can match.
    const of = compileRest(type, rest, inChain);
    if (of instanceof Error) refusal ??= of;
    else targets.push({ type, of });
  }
  if (!targets.length) throw refusal;
  return { op: 'chain', parameter: code, targets };
}

/** The rest of a chain for one type, compiled once however many ways lead there; the refusal where it cannot be. */
function compileRest(
  type: string,
  rest: SearchParameterText,
  context: SearchContext & Required<Pick<SearchContext, 'chained'>>,
): SearchExpression | Error {
  const key = `${type}?${rest.name}`;
  const known = context.chained.get(key);
  if (known !== undefined) return known;
  const compiled = attempt(() => compileParameter(type, rest, context));
  context.chained.set(key, compiled);
  return compiled;
}

function attempt(compile: () => SearchExpression): SearchExpression | Error {
  try {
    return compile();
  } catch (error) {
    if (error instanceof FhirError) return error;
    throw error;
  }
}

/** `_has:Observation:patient:code=1234` (search.html#has): who is referred to by something that matches. */
export function compileHas(
  _type: string,
  parameter: SearchParameterText,
  context: SearchContext,
): SearchExpression {
  const { name, modifier = '', value } = parameter;
  countSteps(name);
  const match = /^([A-Za-z]+):([^:]+):(.+)$/.exec(modifier);
  if (!match)
    throw searchError(
      `'${name}' is no reverse chain; expected _has:[type]:[reference parameter]:[parameter]`,
      'search.html#has',
    );
  const [, source = '', reference = '', rest = ''] = match;
  if (!context.resourceTypes.has(source))
    throw searchError(`'${source}' in ${name} is no resource type`, 'search.html#has');
  const definition = findParameter(source, reference, context);
  if (definition.type !== 'reference')
    throw searchError(
      `${source}.${reference} is a ${definition.type} parameter; _has follows references`,
      'search.html#has',
    );
  return {
    op: 'has',
    type: source,
    parameter: reference,
    of: compileParameter(source, parseParameter(rest, value), context),
  };
}
