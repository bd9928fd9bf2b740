import { type JsonPath, locate } from '#fhir/json/locate.ts';
import type { Issue } from '#fhir/operation-outcome.ts';

/** `value.ofType(Quantity)` as one step, `component[1]`, `status`. */
const STEP = /([A-Za-z_]\w*)(?:\.ofType\((\w+)\))?(?:\[(\d+)\])?/g;

/** The FHIRPath of an issue as a way into the JSON of the resource: `value.ofType(Quantity)` is `valueQuantity`. */
export function jsonPath(expression: string): JsonPath {
  const [root = ''] = /^\w+/.exec(expression) ?? [];
  const path: JsonPath = [];
  for (const [, name = '', type, index] of expression.slice(root.length).matchAll(STEP)) {
    path.push(type === undefined ? name : name + type.charAt(0).toUpperCase() + type.slice(1));
    if (index !== undefined) path.push(Number(index));
  }
  return path;
}

/** Puts line and column on issues of a resource that stands at `within` in the JSON text of a request. */
export function withPlaces(issues: Issue[], text: string, within: JsonPath): Issue[] {
  const paths = issues.map(({ expression = '' }) => [...within, ...jsonPath(expression)]);
  return locate(text, paths).map((place, i) => ({ ...(issues[i] as Issue), ...place }));
}
