import type { SearchParameterDefinition } from '#conformance/definitions.ts';
import { FhirError } from '#fhir/operation-outcome.ts';
import { compileParameter, findParameter, type SearchContext } from './compile-parameter.ts';
import { anyOf } from './compile-value.ts';
import { indexedAs } from './indexed-as.ts';
import { parseParameter, type SearchParameterText } from './parse-search.ts';
import { searchError } from './search-error.ts';
import type { SearchExpression } from './search-expression.ts';

/** Chains and `_has` may follow one another this often; each step is a join. */
const MAX_STEPS = 8;

function countSteps(name: string): void {
  checkSteps(name, name.split('.').length + name.split('_has:').length - 2);
}

/** Throws a 400 for more steps than a search may follow. */
export function checkSteps(name: string, steps: number): void {
  if (steps > MAX_STEPS)
    throw searchError(
      `'${name.slice(0, 80)}' follows more than ${MAX_STEPS} references`,
      'search.html#chaining',
    );
}

/** `subject.name=peter` or `subject:Patient.name=peter` (search.html#chaining). */
export function compileChain(
  type: string,
  definition: SearchParameterDefinition,
  parameter: SearchParameterText,
  context: SearchContext,
): SearchExpression {
  const { name, modifier, chain = '', value } = parameter;
  countSteps(name);
  const rest = parseParameter(chain, value);
  const inChain = { ...context, chained: context.chained ?? new Map() };
  return compileStep(type, definition, modifier, inChain, (candidate) =>
    compileRest(candidate, rest, inChain),
  );
}

/**
 * One step of a chain: the reference leads to a resource of `only`, or of any type it may lead to, that meets what
 * `restOf` that type gives. Of several possible types only those that have the parameter can match.
 */
export function compileStep(
  type: string,
  definition: SearchParameterDefinition,
  only: string | undefined,
  context: SearchContext,
  restOf: (candidate: string) => SearchExpression | Error,
): SearchExpression {
  const { code } = definition;
  if (definition.type !== 'reference')
    throw searchError(
      `${code} is a ${definition.type} parameter; only references can be chained`,
      'search.html#chaining',
    );
  if (only !== undefined && !context.resourceTypes.has(only))
    throw searchError(`'${only}' behind ${code} is no resource type`, 'search.html#chaining');
  const candidates = only ? [only] : (definition.target ?? [...context.resourceTypes]);
  const targets: { type: string; of: SearchExpression }[] = [];
  let refusal: Error | undefined;
  for (const candidate of candidates) {
    const of = restOf(candidate);
    if (of instanceof Error) refusal ??= of;
    else targets.push({ type: candidate, of });
  }
  if (!targets.length) throw refusal;
  const place = indexedAs(context.parameters, type, definition);
  const led = targets.filter(({ type: target }) => place.target === undefined || place.target === target);
  return anyOf(place.parameters.map((parameter) => ({ op: 'chain', parameter, targets: led })));
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

/** What compiling comes to: an expression, or the refusal. */
export function attempt(compile: () => SearchExpression): SearchExpression | Error {
  try {
    return compile();
  } catch (error) {
    if (error instanceof FhirError) return error;
    throw error;
  }
}

/** `_has:Observation:patient:code=1234` (search.html#has): who is referred to by something that matches. */
export function compileHas(
  type: string,
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
  const of = compileParameter(source, parseParameter(rest, value), context);
  const place = indexedAs(context.parameters, source, definition);
  if (place.target !== undefined && place.target !== type) return { op: 'any', of: [] };
  return anyOf(place.parameters.map((parameter) => ({ op: 'has', type: source, parameter, of })));
}
