import { decimalText } from '#fhir/json/literals.ts';
import { type FhirError, refuse } from '#fhir/operation-outcome.ts';
import { parseParameter, parseSearch, type SearchParameterText } from '#search/parse-search.ts';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The input of an operation that takes search parameters: those of the URL, and those of a Parameters resource,
 * each named as in a search, with a primitive or a Reference for its value. Throws 400 that names the place.
 */
export function readSearchInput(
  { query, body }: { query: string; body?: unknown },
  source: string,
): SearchParameterText[] {
  return [...parseSearch(query), ...(body === undefined ? [] : bodyParameters(body, source))];
}

function bodyParameters(body: unknown, source: string): SearchParameterText[] {
  const { resourceType, parameter = [] } = isObject(body) ? body : {};
  if (resourceType !== 'Parameters' || !Array.isArray(parameter))
    throw refuse(
      400,
      'structure',
      'the body is no Parameters resource; one with search parameters was expected',
      {
        source,
      },
    );
  return parameter.map((one: unknown, i) => bodyParameter(one, `Parameters.parameter[${i}]`, source));
}

function bodyParameter(one: unknown, place: string, source: string): SearchParameterText {
  const { name, ...rest } = isObject(one) ? one : {};
  if (typeof name !== 'string') throw wrong('the parameter has no name', place, source);
  const [key, ...more] = Object.keys(rest).filter((each) => /^(?:value[A-Z]\w*|resource|part)$/.test(each));
  const value = key === undefined || more.length ? undefined : textOf(one as Json, key);
  if (value === undefined)
    throw wrong(
      `${name.slice(0, 64)} has no value of a search; one primitive or Reference was expected`,
      place,
      source,
    );
  return parseParameter(name, value);
}

function textOf(parameter: Json, key: string): string | undefined {
  const value = parameter[key];
  if (typeof value === 'string' && key !== 'valueReference') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return decimalText(parameter, key);
  const reference = key === 'valueReference' && isObject(value) ? value.reference : undefined;
  return typeof reference === 'string' ? reference : undefined;
}

const wrong = (diagnostics: string, expression: string, source: string): FhirError =>
  refuse(400, 'value', diagnostics, { expression, source });
