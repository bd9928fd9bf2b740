/**
 * Times what a write costs (all search parameters and constraints of one resource) and what a report's criterion
 * costs on a Bundle, each warmed up, with the native engine and with fhirpath.js:
 *
 *   node bench/fhirpath/measure-speed.ts <folder with hl7.fhir.r4.examples>
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadDefinitions } from '#conformance/definitions.ts';
import { compileExpression } from '#fhirpath/compile-expression.ts';
import { compileWithFhirpathJs } from '#fhirpath/fallback/fhirpath-js.ts';
import { TypeRegistry } from '#fhirpath/value/type-registry.ts';
import { ConstrainedElements } from './constrained-elements.ts';

const folder = path.join(process.argv[2] ?? 'node_modules', 'hl7.fhir.r4.examples');
const definitions = loadDefinitions();
const types = new TypeRegistry(definitions);
const elements = new ConstrainedElements(definitions);

type Evaluator = (context: unknown, environment: Record<string, unknown>) => unknown;
type Compile = (text: string, type: string) => Evaluator;
type Task = { text: string; type: string; context: unknown; resource: unknown };

const engines: Record<string, Compile> = {
  native: (text, type) => compileExpression(text, type, definitions).evaluate,
  'fhirpath.js': (text, type) => compileWithFhirpathJs(text, type, types),
};

function read(file: string) {
  return JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
}

function tasksOf(resource: { resourceType: string }): Task[] {
  const type = resource.resourceType;
  const bases = types.type(type)?.ancestors ?? new Set();
  const search = definitions.searchParameters.filter(
    ({ base, expression }) => expression && base.some((b) => bases.has(b)),
  );
  return [
    ...search.map(({ expression }) => ({ text: expression as string, type, context: resource, resource })),
    ...[...elements.of(resource)].flatMap((element) =>
      element.constraints.map(({ expression }) => ({
        text: expression,
        type: element.path,
        context: element.value,
        resource: element.resource,
      })),
    ),
  ];
}

/** Microseconds a round, the best of five. */
function time(round: () => void, rounds: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    for (let n = 0; n < rounds; n++) round();
    best = Math.min(best, ((performance.now() - start) / rounds) * 1000);
  }
  return best;
}

function measure(
  title: string,
  tasks: Task[],
  rounds: number,
  variables: Record<string, unknown> = {},
): void {
  for (const [name, compile] of Object.entries(engines)) {
    const prepared = tasks.map(({ text, type, context, resource }) => ({
      evaluate: compile(text, type),
      context,
      environment: { resource, rootResource: resource, ...variables },
    }));
    const micro = time(
      () => {
        for (const { evaluate, context, environment } of prepared) {
          try {
            evaluate(context, environment);
          } catch {
            // fhirpath.js refuses some of R4's own expressions; see compare-engines.ts.
          }
        }
      },
      name === 'native' ? rounds : Math.ceil(rounds / 50),
    );
    const each = micro / tasks.length;
    console.log(
      `${title}, ${name}: ${tasks.length} expressions in ${micro.toFixed(1)} us, ${each.toFixed(3)} us each`,
    );
  }
}

for (const file of [
  'Observation-f001.json',
  'Patient-example.json',
  'Observation-blood-pressure.json',
  'MedicationAdministration-medadmin0303.json',
]) {
  measure(file, tasksOf(read(file)), 5000);
}

function observation(i: number) {
  const day = String((i % 28) + 1).padStart(2, '0');
  return {
    resourceType: 'Observation',
    id: `o${i}`,
    status: 'final',
    subject: { reference: 'Patient/p' },
    code: { coding: [{ system: 'http://loinc.org', code: i % 2 ? '4548-4' : '1558-6' }] },
    effectiveDateTime: `2025-02-${day}T08:00:00+07:00`,
    valueQuantity: { value: 7 + i / 10, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
  };
}

const bundle = {
  resourceType: 'Bundle',
  entry: Array.from({ length: 60 }, (_, i) => ({ resource: observation(i) })),
};
const criterion =
  "Bundle.entry.resource.ofType(Observation).where(subject.reference = %subject and (status in ('final' | 'amended' | 'corrected')) " +
  "and code.coding.where(system = 'http://loinc.org' and code = %loinc).exists() and value.ofType(Quantity).value.exists() " +
  'and effective.ofType(dateTime) <= %t0.toDateTime() and effective.ofType(dateTime) >= %t0.toDateTime() - 28 days)';
measure('baseline of 60', [{ text: criterion, type: 'Bundle', context: bundle, resource: bundle }], 500, {
  subject: 'Patient/p',
  loinc: '4548-4',
  t0: '2025-03-01T09:00:00+07:00',
});
