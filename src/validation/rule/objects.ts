import { isObject } from '../is-object.ts';
import type { JsonObject } from '../shape.ts';

/** The objects of a list with their positions; what is no object has been reported. */
export function objectsOf(list: unknown): [index: number, item: JsonObject][] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item, i): [number, JsonObject][] => (isObject(item) ? [[i, item]] : []));
}
