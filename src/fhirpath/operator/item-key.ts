import type { Node } from '../value/node.ts';
import { operand } from '../value/node.ts';
import { Quantity } from '../value/quantity.ts';
import { Temporal } from '../value/temporal.ts';

/** Numbers agree to eight places (N1, 4.1.4); whole ones beyond this have no places left to round. */
function numberKey(value: number): string {
  return Math.abs(value) > Number.MAX_SAFE_INTEGER ? `n${value}` : String(Math.round(value * 1e8));
}

function jsonKey(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return numberKey(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(jsonKey).join()}]`;
  let text = '{';
  for (const key of Object.keys(value).sort())
    text += `${JSON.stringify(key)}:${jsonKey(value[key as never])},`;
  return `${text}}`;
}

function quantityKey({ value, unit, calendar }: Quantity): string {
  // Calendar durations of different units may be equal; they come from an expression's text and are few.
  if (calendar) return 'duration';
  return unit === '1' ? numberKey(value) : `${numberKey(value)} ${JSON.stringify(unit)}`;
}

/**
 * A key that all items share whose values are equal (equalItems), whatever the order of their properties, the
 * zone of their times or the text of their units; unequal ones hardly ever do. Ids and extensions do not count.
 */
export function valueKey(item: Node): string {
  const value = operand(item);
  if (value instanceof Temporal)
    return `${value.kind === 'time' ? 't' : 'd'}${value.precision} ${value.epoch}`;
  return value instanceof Quantity ? quantityKey(value) : jsonKey(value);
}

/** A key that all items share whose ids and extensions are equal; empty for an item without. */
export function siblingKey({ sibling }: Node): string {
  return sibling === undefined ? '' : jsonKey(sibling);
}
