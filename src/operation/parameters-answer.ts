import { decimal } from '#fhir/json/literals.ts';
import { serializeJson } from '#fhir/json/serialize-json.ts';
import type { Answer } from '#interaction/answer.ts';

/** One output parameter: a value under the name of its type, parts, or nothing that is worth saying. */
export type OutputParameter = { name: string } & Record<string, unknown>;

/** Parameters as an answer (operations.html#response). */
export const parametersAnswer = (parameter: OutputParameter[]): Answer => ({
  status: 200,
  headers: {},
  body: serializeJson({ resourceType: 'Parameters', ...(parameter.length ? { parameter } : {}) }),
});

/** `output('outcome', 'code', 'x')` -> a parameter; none where the value is undefined. A decimal is given by its text. */
export function output(name: string, type: string, value: unknown): OutputParameter[] {
  if (value === undefined) return [];
  if (type === 'decimal') return [decimal({ name }, 'valueDecimal', String(value))];
  return [{ name, [`value${type.charAt(0).toUpperCase()}${type.slice(1)}`]: value }];
}
