import { refuse } from '#fhir/operation-outcome.ts';
import type { Coding } from '#terminology/terminology.ts';
import type { InputValue, OperationInput } from '../operation-input.ts';

const TEXTS = ['system', 'version', 'code', 'display'] as const;

/** A Coding of a client; refuses one whose elements are no text. */
export function codingOf(value: unknown, expression: string, source: string): Coding {
  const given = (value ?? {}) as Record<string, unknown>;
  const coding: Coding = {};
  for (const name of TEXTS) {
    const text = given[name];
    if (text === undefined) continue;
    if (typeof text !== 'string' || text === '')
      throw refuse(400, 'value', `${name} of a Coding is no text`, {
        expression: `${expression}.${name}`,
        source,
      });
    coding[name] = text;
  }
  return coding;
}

/** The codings of a CodeableConcept of a client. */
export function codingsOf({ value, expression }: InputValue, source: string): Coding[] {
  const { coding = [] } = value as { coding?: unknown };
  if (!Array.isArray(coding))
    throw refuse(400, 'structure', 'CodeableConcept.coding is no array', { expression, source });
  return coding.map((each, i) => codingOf(each, `${expression}.coding[${i}]`, source));
}

/** The names under which an operation takes the parts of a code. */
interface Names {
  system: string;
  version: string;
}

/**
 * What an operation is asked about: `code` with its system, `coding`, or `codeableConcept`; one of them. Throws 400
 * where there is none, or more than one.
 */
export function readCodings(input: OperationInput, names: Names, source: string): Coding[] {
  const [code, coding, concept] = ['code', 'coding', 'codeableConcept'].map((name) => input.one(name));
  const given = [code, coding, concept].filter((value) => value !== undefined);
  if (given.length !== 1)
    throw refuse(
      400,
      given.length ? 'value' : 'required',
      `${given.length ? 'more than one' : 'none'} of code, coding and codeableConcept is given; one was expected`,
      { source },
    );
  if (concept) return codingsOf(concept, source);
  if (coding) return [codingOf(coding.value, coding.expression, source)];
  const parts = {
    code: input.text('code'),
    system: input.text(names.system),
    version: input.text(names.version),
    display: input.text('display'),
  };
  return [Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))];
}
