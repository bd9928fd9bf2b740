import { decimal } from '#fhir/json/literals.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import { parseSearch } from '#search/parse-search.ts';
import type { InputDefinition } from './operation-input.ts';

type Json = Record<string, unknown>;

/** About the form of the answer, not the operation's own. */
const GENERAL = new Set(['_format', '_pretty']);

const NUMBERS: Record<string, RegExp> = {
  integer: /^-?(?:0|[1-9]\d{0,9})$/,
  unsignedInt: /^(?:0|[1-9]\d{0,9})$/,
  positiveInt: /^[1-9]\d{0,9}$/,
  decimal: /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,18})?$/,
};

/** What stands for no primitive in a URL: a whole value that has to be sent in a body. */
const isComplex = (type: string | undefined): boolean => type === undefined || /^[A-Z]/.test(type);

/**
 * The parameters in a URL as the parameters of a body would be: each value gets the type that the operation
 * gives it (operations.html#3.2.0.1). One that the operation does not have keeps its name and has a string.
 * Throws 400 for a number or boolean that is none, and for a type that a URL cannot hold.
 */
export function queryParameters(query: string, inputs: InputDefinition[], source: string): Json[] {
  return parseSearch(query)
    .filter(({ name }) => !GENERAL.has(name))
    .map(({ name, value }) => {
      const type = inputs.find((input) => input.name === name)?.type;
      if (inputs.some((input) => input.name === name) && isComplex(type))
        throw refuse(
          400,
          'value',
          `${name} is a ${type ?? 'parameter of parts'} and cannot stand in a URL; POST it in Parameters`,
          {
            source,
          },
        );
      return typed(name, value, type ?? 'string', source);
    });
}

function typed(name: string, value: string, type: string, source: string): Json {
  const key = `value${type.charAt(0).toUpperCase()}${type.slice(1)}`;
  if (type === 'boolean') {
    if (value === 'true' || value === 'false') return { name, [key]: value === 'true' };
    throw notOfType(name, value, 'true or false was', source);
  }
  const pattern = NUMBERS[type];
  if (!pattern) return { name, [key]: value };
  if (!pattern.test(value)) throw notOfType(name, value, `a number of type ${type} was`, source);
  return decimal({ name }, key, value);
}

function notOfType(name: string, value: string, expected: string, source: string): Error {
  return refuse(400, 'value', `'${value.slice(0, 80)}' was given for ${name}; ${expected} expected`, {
    source,
  });
}
