import type { JsonObject } from '../shape.ts';

/** The value of an answer with the type that its property names. */
export interface AnswerValue {
  /** `Coding` of `valueCoding`. */
  type: string;
  value: unknown;
}

/** The value of an answer, of an option or of enableWhen, by the `value` or `answer` that its name starts with. */
export function valueIn(holder: JsonObject | object, stem: 'value' | 'answer'): AnswerValue | undefined {
  for (const [name, value] of Object.entries(holder)) {
    if (!name.startsWith(stem) || name.length === stem.length) continue;
    const rest = name.slice(stem.length);
    const isPrimitive = typeof value !== 'object';
    return { type: isPrimitive ? rest.charAt(0).toLowerCase() + rest.slice(1) : rest, value };
  }
  return undefined;
}

/** The step of an answer's value in FHIRPath. */
export function stepOf({ type }: AnswerValue): string {
  return `value.ofType(${type})`;
}
