import type { DocumentPath } from './wanted.ts';

/** `value.ofType(Quantity)` as one step, `component[1]`, `status`. */
const STEP = /([A-Za-z_]\w*)(?:\.ofType\((\w+)\))?(?:\[(\d+)\])?/g;

/** The FHIRPath of an issue as a way into the document of the resource: `value.ofType(Quantity)` is `valueQuantity`. */
export function expressionPath(expression: string): DocumentPath {
  const [root = ''] = /^\w+/.exec(expression) ?? [];
  const path: DocumentPath = [];
  for (const [, name = '', type, index] of expression.slice(root.length).matchAll(STEP)) {
    path.push(type === undefined ? name : name + type.charAt(0).toUpperCase() + type.slice(1));
    if (index !== undefined) path.push(Number(index));
  }
  return path;
}
