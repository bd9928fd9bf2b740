/**
 * Runs every expression of R4's SearchParameters and constraints over R4's examples, with the native engine and
 * with fhirpath.js, and prints where they differ, how much is native, and how fast each is:
 *
 *   node bench/fhirpath/compare-engines.ts <folder with hl7.fhir.r4.examples> [largest example in kB, default 300]
 *
 * It ends with status 1 when a difference is not one of those in known-differences.ts.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { loadDefinitions } from '#conformance/definitions.ts';
import { compileExpression, type TypedValue } from '#fhirpath/compile-expression.ts';
import { compileWithFhirpathJs } from '#fhirpath/fallback/fhirpath-js.ts';
import { TypeRegistry } from '#fhirpath/value/type-registry.ts';
import { ConstrainedElements } from './constrained-elements.ts';
import { knownDifference } from './known-differences.ts';

const folder = path.join(process.argv[2] ?? 'node_modules', 'hl7.fhir.r4.examples');
const largest = Number(process.argv[3] ?? 300) * 1024;
const definitions = loadDefinitions();
const types = new TypeRegistry(definitions);
const elements = new ConstrainedElements(definitions);

type Outcome = { values: TypedValue[] } | { error: string };
type Evaluator = (context: unknown, environment: Record<string, unknown>) => TypedValue[];

interface Pair {
  text: string;
  type: string;
  native: Evaluator;
  reference: Evaluator;
}

class Tally {
  evaluations = 0;
  nativeTime = 0;
  referenceTime = 0;
  readonly expressions = new Map<string, boolean>();
  readonly differences = new Map<string, { count: number; example: string; known: string | undefined }>();
}

const pairs = new Map<string, Pair>();

function isResourceType(name: string): boolean {
  return definitions.resourceTypes.has(name);
}

function pairOf(text: string, type: string, tally: Tally): Pair {
  const key = `${type}\n${text}`;
  let pair = pairs.get(key);
  if (!pair) {
    const compiled = compileExpression(text, type, definitions);
    tally.expressions.set(key, compiled.native);
    pair = { text, type, native: compiled.evaluate, reference: compileWithFhirpathJs(text, type, types) };
    pairs.set(key, pair);
  }
  return pair;
}

function outcome(evaluate: Evaluator, context: unknown, environment: Record<string, unknown>): Outcome {
  try {
    return { values: evaluate(context, environment) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function describe(result: Outcome): string {
  if ('error' in result) return `error: ${result.error.slice(0, 100)}`;
  return JSON.stringify(result.values)?.slice(0, 200) ?? '';
}

function isSame(a: Outcome, b: Outcome): boolean {
  if ('error' in a || 'error' in b) return 'error' in a && 'error' in b;
  return JSON.stringify(a.values) === JSON.stringify(b.values);
}

function compare(pair: Pair, context: unknown, resource: unknown, tally: Tally): void {
  const environment = { resource, rootResource: resource };
  const start = performance.now();
  const native = outcome(pair.native, context, environment);
  const middle = performance.now();
  const reference = outcome(pair.reference, context, environment);
  tally.nativeTime += middle - start;
  tally.referenceTime += performance.now() - middle;
  tally.evaluations++;
  if (isSame(native, reference)) return;
  const known = knownDifference(pair.text, native, reference);
  const key = known ?? `${pair.type}: ${pair.text}`;
  const entry = tally.differences.get(key);
  if (entry) entry.count++;
  else {
    const example = `${pair.type}: ${pair.text}\n      native ${describe(native)}\n      fhirpath.js ${describe(reference)}`;
    tally.differences.set(key, { count: 1, example, known });
  }
}

function report(title: string, tally: Tally): number {
  const native = [...tally.expressions.values()].filter(Boolean).length;
  const micro = (time: number) => `${((time / tally.evaluations) * 1000).toFixed(2)} us`;
  console.log(
    `\n${title}: ${native} of ${tally.expressions.size} expressions native, ${tally.evaluations} evaluations`,
  );
  console.log(`  native ${micro(tally.nativeTime)}, fhirpath.js ${micro(tally.referenceTime)} an evaluation`);
  for (const [key, isNative] of tally.expressions) {
    if (!isNative) console.log(`  not native: ${key.replace('\n', ': ')}`);
  }
  let unknown = 0;
  for (const { count, example, known } of tally.differences.values()) {
    if (!known) unknown += count;
    console.log(`  ${known ? `known (${known})` : 'DIFFERENT'} ${count} times, e.g. ${example}`);
  }
  return unknown;
}

function concreteTypes(base: string): string[] {
  return [...definitions.resourceTypes].filter((type) => types.type(type)?.ancestors.has(base));
}

/** Composite parameters: their expression by resource type, with those of their components. */
const byComposite = new Map<string, { expression: string; components: string[] }[]>();
const bySearch = new Map<string, string[]>();
for (const { base, expression, component } of definitions.searchParameters) {
  if (!expression) continue;
  for (const type of base.flatMap(concreteTypes)) {
    bySearch.set(type, [...(bySearch.get(type) ?? []), expression]);
    const components = (component ?? []).map((c) => c.expression);
    if (components.length)
      byComposite.set(type, [...(byComposite.get(type) ?? []), { expression, components }]);
  }
}

const search = new Tally();
const constraints = new Tally();
let examples = 0;
for (const name of readdirSync(folder)) {
  const file = path.join(folder, name);
  if (!name.endsWith('.json') || statSync(file).size > largest) continue;
  const resource = JSON.parse(readFileSync(file, 'utf8'));
  if (!isResourceType(resource.resourceType)) continue;
  examples++;
  for (const text of bySearch.get(resource.resourceType) ?? []) {
    compare(pairOf(text, resource.resourceType, search), resource, resource, search);
  }
  for (const { expression, components } of byComposite.get(resource.resourceType) ?? []) {
    for (const { value, type, path: at } of compileExpression(
      expression,
      resource.resourceType,
      definitions,
    ).evaluate(resource)) {
      for (const text of components) compare(pairOf(text, at ?? type, search), value, resource, search);
    }
  }
  for (const element of elements.of(resource)) {
    for (const { expression } of element.constraints) {
      compare(pairOf(expression, element.path, constraints), element.value, element.resource, constraints);
    }
  }
}

// Those that no example reaches count as well.
for (const [type, texts] of bySearch) for (const text of texts) pairOf(text, type, search);
for (const { name, elements: list } of definitions.types.values()) {
  for (const { path: elementPath, constraints: rules } of list) {
    for (const { expression } of rules ?? [])
      pairOf(expression, elementPath.endsWith('[x]') ? name : elementPath, constraints);
  }
}

console.log(`${examples} examples`);
const unknown = report('search parameters', search) + report('constraints', constraints);
process.exitCode = unknown === 0 ? 0 : 1;
