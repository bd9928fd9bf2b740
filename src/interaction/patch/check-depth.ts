import { JSON_LIMITS } from '#fhir/json/parse-json.ts';
import { refuse } from '#fhir/operation-outcome.ts';

/**
 * Throws 413 for JSON that is nested deeper than a body may be: operation by operation a patch can nest values
 * without end. Does not recurse, for that reason.
 */
export function checkDepth(value: unknown): void {
  let layer = [value];
  for (let depth = 0; layer.length; depth++) {
    if (depth > JSON_LIMITS.depth)
      throw refuse(413, 'too-long', `the patch nests values more than ${JSON_LIMITS.depth} levels deep`, {
        source: 'http.html#patch',
      });
    const below: unknown[] = [];
    for (const holder of layer)
      if (typeof holder === 'object' && holder !== null)
        for (const item of Object.values(holder))
          if (typeof item === 'object' && item !== null) below.push(item);
    layer = below;
  }
}
