import { variable } from '../native/environment.ts';
import { appendChildren, memberStep } from '../native/member.ts';
import { resolveReference } from '../native/resolve-reference.ts';
import type { Scope } from '../native/scope.ts';
import { singleString } from '../native/singleton.ts';
import { booleanCollection, type Collection, EMPTY, Node, TRUE } from '../value/node.ts';
import { type FunctionRule, plain, withArguments } from './function-rule.ts';

const extensions = memberStep((scope) => scope.self, 'extension');

function withUrl(input: Collection, scope: Scope, url: string | undefined): Collection {
  const { self } = scope;
  scope.self = input;
  const all = extensions(scope);
  scope.self = self;
  return all.filter(({ value }) => (value as { url?: unknown } | null)?.url === url);
}

function children(input: Collection, scope: Scope): Node[] {
  const output: Node[] = [];
  for (const node of input) appendChildren(node, scope, output);
  return output;
}

function descendants(input: Collection, scope: Scope): Collection {
  const output: Node[] = [];
  for (let layer = children(input, scope); layer.length > 0; layer = children(layer, scope)) {
    for (const node of layer) output.push(node);
  }
  return output;
}

function value(input: Collection): Node | undefined {
  const [node] = input;
  return input.length === 1 && node?.shape.primitive && node.value !== undefined ? node : undefined;
}

const rootResource = variable('rootResource');

const resolve: FunctionRule = plain((input, scope) => {
  if (input.length === 0) return EMPTY;
  const root = rootResource(scope)[0]?.value;
  return input.flatMap((node) => {
    const target = resolveReference(node.value, root, (name) => scope.types.isResourceType(name));
    const shape = target && scope.types.type(target.resourceType);
    return shape ? [new Node(target, shape)] : [];
  });
});

/** The functions that FHIR adds (fhirpath.html#functions), and N1, 5.8 Tree navigation. */
export const fhir = {
  extension: withArguments([1, 1], (input, [url = EMPTY], scope) =>
    withUrl(input, scope, singleString(url, 'extension()')),
  ),
  hasExtension: withArguments([1, 1], (input, [url = EMPTY], scope) =>
    booleanCollection(withUrl(input, scope, singleString(url, 'hasExtension()')).length > 0),
  ),
  hasValue: plain((input) => booleanCollection(value(input) !== undefined)),
  getValue: plain((input) => (value(input) ? input : EMPTY)),
  resolve,
  // The validator reads the narrative itself; here it counts as checked.
  htmlChecks: plain(() => TRUE),
  // Terminology is not in reach of an expression.
  memberOf: { arity: [1, 1], compile: () => () => EMPTY } satisfies FunctionRule,
  children: plain(children),
  descendants: plain(descendants),
};
