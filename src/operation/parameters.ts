import type { Definitions } from '#conformance/definitions.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import { type InputDefinition, type InputValue, OperationInput } from './operation-input.ts';
import { queryParameters } from './query-parameters.ts';

/** What every operation that reads input needs. */
export interface OperationRooms {
  definitions: Definitions;
}

/** An operation as far as its input goes. */
export interface OperationSignature {
  /** The name without its `$`. */
  name: string;
  /** The canonical of its OperationDefinition, which refusals cite. */
  definition: string;
  inputs: InputDefinition[];
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The input of a call, from the URL, from a Parameters resource, or from both (operations.html#3.2.0.1). Where
 * one of the parameters is a resource, that resource may be the whole body. Throws 400 that names the place:
 * for a parameter that the operation does not have (with those it has), one too many, one missing, and a value
 * of another type. What a value holds is not validated here.
 */
export function readParameters(
  request: { query: string; body?: unknown },
  signature: OperationSignature,
  definitions: Definitions,
): OperationInput {
  const { inputs, definition } = signature;
  const ofUrl = queryParameters(request.query, inputs, definition).map((parameter) => ({
    parameter,
    place: `the URL's ${parameter.name}`,
  }));
  const reader = new InputReader(signature, definitions);
  return reader.read([...ofUrl, ...bodyParameters(request.body, signature)], inputs);
}

interface Placed {
  parameter: unknown;
  place: string;
}

function bodyParameters(body: unknown, { name, definition, inputs }: OperationSignature): Placed[] {
  if (body === undefined) return [];
  const { resourceType, parameter = [] } = isObject(body) ? body : {};
  if (resourceType === 'Parameters') {
    if (Array.isArray(parameter)) return placed(parameter, 'Parameters.parameter');
    throw refuse(400, 'structure', 'Parameters.parameter is no array', {
      expression: 'Parameters.parameter',
      source: 'json.html',
    });
  }
  const takesBody = inputs.filter(({ type }) => type === 'Resource' || type === resourceType);
  if (typeof resourceType === 'string' && takesBody.length === 1)
    return [{ parameter: { name: takesBody[0]?.name, resource: body }, place: resourceType }];
  const found = typeof resourceType === 'string' ? resourceType.slice(0, 64) : 'no resource';
  throw refuse(400, 'structure', `the body is ${found}; Parameters were expected for $${name}`, {
    source: definition,
  });
}

const placed = (list: unknown[], path: string): Placed[] =>
  list.map((parameter, i) => ({ parameter, place: `${path}[${i}]` }));

/** `valueUri` -> `uri`, for the types that a value may have (parameters.html). */
function valueTypes({ types }: Definitions): Map<string, string> {
  const elements = types.get('Parameters')?.elements ?? [];
  const choice = elements.find(({ path }) => path === 'Parameters.parameter.value[x]')?.types ?? [];
  return new Map(choice.map(({ code }) => [`value${code.charAt(0).toUpperCase()}${code.slice(1)}`, code]));
}

/** Reads the parameters of one operation, parts within parts included. */
class InputReader {
  readonly #signature: OperationSignature;
  readonly #definitions: Definitions;
  readonly #valueTypes: Map<string, string>;

  constructor(signature: OperationSignature, definitions: Definitions) {
    this.#signature = signature;
    this.#definitions = definitions;
    this.#valueTypes = valueTypes(definitions);
  }

  read(list: Placed[], inputs: InputDefinition[], whole = ''): OperationInput {
    const values = new Map<string, InputValue[]>();
    for (const { parameter, place } of list) {
      const input = this.#inputOf(parameter, inputs, place);
      const known = values.get(input.name);
      if (known && input.max === '1')
        throw this.#refuse(`${input.name} is given more than once; it may be given once`, place);
      const value = this.#value(parameter as Json, input, place);
      if (known) known.push(value);
      else values.set(input.name, [value]);
    }
    for (const { name, min } of inputs)
      if (min > 0 && !values.has(name)) throw this.#refuse(`${name} is missing`, whole, 'required');
    return new OperationInput(values);
  }

  #inputOf(parameter: unknown, inputs: InputDefinition[], place: string): InputDefinition {
    const name = isObject(parameter) ? parameter.name : undefined;
    const input = inputs.find((i) => i.name === name);
    if (input) return input;
    const found = typeof name === 'string' ? `'${name.slice(0, 64)}'` : 'without a name';
    const names = inputs.map((i) => i.name).join(', ');
    const valid = names ? `it has ${names}` : 'it has none';
    throw this.#refuse(`the parameter ${found} is none of this operation; ${valid}`, place, 'not-supported');
  }

  #value(parameter: Json, input: InputDefinition, place: string): InputValue {
    const given = Object.keys(parameter).filter((key) => /^(?:value[A-Z]\w*|resource|part)$/.test(key));
    const [key] = given;
    if (key === undefined || given.length > 1)
      throw this.#refuse(`${input.name} has ${given.join(' and ') || 'no value'}; ${expected(input)}`, place);
    const expression = `${place}.${key}`;
    if (key === 'part') return this.#ofParts(parameter.part, input, expression);
    const type = this.#typeOf(key, parameter[key]);
    if (type === undefined || !this.#fits(type, input.type))
      throw this.#refuse(`${input.name} is given as ${type ?? key}; ${expected(input)}`, expression);
    if (!isJsonOf(type, parameter[key]))
      throw this.#refuse(`${key} of ${input.name} is JSON of another type; ${type} was expected`, expression);
    return { value: parameter[key], type, parts: new OperationInput(new Map()), expression };
  }

  #ofParts(part: unknown, input: InputDefinition, expression: string): InputValue {
    if (!input.part || !Array.isArray(part))
      throw this.#refuse(`${input.name} is given as parts; ${expected(input)}`, expression);
    const parts = this.read(placed(part, expression), input.part, expression);
    return { value: undefined, type: '', parts, expression };
  }

  /** `valueUri` -> `uri`, a resource -> its type; undefined for what R4 does not have. */
  #typeOf(key: string, value: unknown): string | undefined {
    if (key === 'resource') {
      const type = isObject(value) ? value.resourceType : undefined;
      return typeof type === 'string' && this.#definitions.resourceTypes.has(type) ? type : undefined;
    }
    return this.#valueTypes.get(key);
  }

  /** Of the type, derived from it, or what it is derived from: a code may be sent as a string. */
  #fits(given: string, type: string | undefined): boolean {
    return type !== undefined && (this.#isA(given, type) || this.#isA(type, given));
  }

  #isA(type: string, ancestor: string): boolean {
    for (let name: string | undefined = type; name; name = this.#definitions.types.get(name)?.base)
      if (name === ancestor) return true;
    return false;
  }

  #refuse(diagnostics: string, expression: string, code: 'value' | 'required' | 'not-supported' = 'value') {
    const { name, definition } = this.#signature;
    const place = expression.startsWith('Parameters') ? { expression } : {};
    return refuse(400, code, `$${name}: ${diagnostics}`, { ...place, source: definition });
  }
}

/** Whether JSON can be of this type at all; what is in it is not looked at. */
function isJsonOf(type: string, value: unknown): boolean {
  if (/^[A-Z]/.test(type)) return isObject(value);
  if (type === 'boolean') return typeof value === 'boolean';
  return typeof value === (NUMERIC.has(type) ? 'number' : 'string');
}

const NUMERIC = new Set(['decimal', 'integer', 'positiveInt', 'unsignedInt']);

function expected({ type, part }: InputDefinition): string {
  return part && !type
    ? `parts were expected: ${part.map(({ name }) => name).join(', ')}`
    : `${type} was expected`;
}
