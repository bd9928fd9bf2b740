import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import type { Definitions } from '#conformance/definitions.ts';
import { generateSnapshot } from '#conformance/snapshot/generate-snapshot.ts';
import { SnapshotError } from '#conformance/snapshot/snapshot-error.ts';
import { compileExpression } from '#fhirpath/compile-expression.ts';
import { maxOf } from '../element/count.ts';
import { isSame } from '../element/fixed.ts';
import { isObject } from '../is-object.ts';
import { type Place, placeBelow } from '../place.ts';
import { nameOfValue, quote } from '../primitive/complaint.ts';
import { choiceOf } from '../profile/profile-definition.ts';
import type { Run } from '../run.ts';
import type { Check, JsonObject } from '../shape.ts';

const SOURCE = 'StructureDefinition/StructureDefinition#StructureDefinition';

/** From the weakest to the strongest. */
const STRENGTHS = ['example', 'preferred', 'extensible', 'required'];

/** What a differential must not widen: each compares what the base says with what the differential says. */
const NARROWED: ((own: ElementDefinition, base: ElementDefinition) => string | undefined)[] = [
  ({ min, sliceName }, base) =>
    min !== undefined && sliceName === undefined && min < (base.min ?? 0)
      ? `Found the minimum ${min}, expected at least ${base.min}, as the base has it`
      : undefined,
  ({ max }, base) =>
    max !== undefined && maxOf(max) > maxOf(base.max)
      ? `Found the maximum ${max}, expected at most ${base.max}, as the base has it`
      : undefined,
  ({ binding }, base) =>
    binding?.strength !== undefined &&
    base.binding?.strength === 'required' &&
    STRENGTHS.indexOf(binding.strength) < STRENGTHS.indexOf('required')
      ? `Found a binding that is ${binding.strength}, expected required, as the base has it`
      : undefined,
  (own, base) => {
    const [fixed, inherited] = [choiceOf(own, 'fixed'), choiceOf(base, 'fixed')];
    return fixed !== undefined && inherited !== undefined && !isSame(fixed, inherited)
      ? `Found the fixed value ${nameOfValue(fixed)}, expected ${nameOfValue(inherited)}, as the base has it`
      : undefined;
  },
];

function checkNarrowed(structure: StructureDefinition, place: Place, run: Run): void {
  const base = run.pass.profiles.structure(structure.baseDefinition ?? '');
  const byPath = new Map(
    (base?.snapshot?.element ?? []).filter(({ sliceName }) => !sliceName).map((e) => [e.path, e]),
  );
  for (const [i, element] of (structure.differential?.element ?? []).entries()) {
    const inherited = byPath.get(element.path);
    // The slices of an element, and what is in them, have the element's limits but for the minimum.
    if (inherited === undefined || element.id?.includes(':')) continue;
    for (const narrowed of NARROWED) {
      const words = narrowed(element, inherited);
      if (words === undefined) continue;
      const where = placeBelow(placeBelow(place, 'differential'), 'element', i);
      run.error('business-rule', where, `${words}.`, `${SOURCE}.differential`);
    }
  }
}

function checkSnapshot(structure: StructureDefinition, place: Place, run: Run): void {
  try {
    generateSnapshot(structure, (canonical) => run.pass.profiles.structure(canonical));
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    run.error(
      'processing',
      placeBelow(place, 'differential'),
      `No snapshot can be generated: ${error.message}.`,
      SOURCE,
    );
  }
}

/** The constraints of a differential are expressions that can be read. */
function checkExpressions(
  structure: StructureDefinition,
  place: Place,
  run: Run,
  definitions: Definitions,
): void {
  for (const [i, { constraint = [] }] of (structure.differential?.element ?? []).entries()) {
    for (const [j, { expression, key }] of constraint.entries()) {
      if (typeof expression !== 'string') continue;
      try {
        compileExpression(expression, 'Element', definitions);
      } catch (error) {
        const where = placeBelow(
          placeBelow(placeBelow(place, 'differential'), 'element', i),
          'constraint',
          j,
        );
        const why = error instanceof Error ? error.message.slice(0, 200) : '';
        run.error(
          'invalid',
          where,
          `The expression of ${quote(key)} cannot be read: ${why}.`,
          `${SOURCE}.differential`,
        );
      }
    }
  }
}

/** Whether JSON holds a differential whose elements have paths. */
function hasDifferential({ differential, derivation }: JsonObject): boolean {
  const elements = isObject(differential) ? differential.element : undefined;
  return (
    derivation === 'constraint' &&
    Array.isArray(elements) &&
    elements.every((element) => isObject(element) && typeof element.path === 'string')
  );
}

/**
 * A profile narrows its base and can be given a snapshot (profiling.html); without the base, which a warning names,
 * there is nothing to compare with.
 */
export function compileStructureDefinition(definitions: Definitions): Check<JsonObject> {
  return (resource, place, run) => {
    if (!hasDifferential(resource)) return;
    const structure = resource as unknown as StructureDefinition;
    checkExpressions(structure, place, run, definitions);
    if (structure.url !== undefined && structure.baseDefinition?.split('|')[0] === structure.url) {
      const words = `Found the base definition ${quote(structure.baseDefinition)}, expected another than the profile itself.`;
      run.error('business-rule', placeBelow(place, 'baseDefinition'), words, SOURCE);
      return;
    }
    if (run.pass.profiles.structure(structure.baseDefinition ?? '') === undefined) {
      const words = `The base definition ${quote(structure.baseDefinition)} is not known here: the profile was not compared with it.`;
      run.warning('not-found', placeBelow(place, 'baseDefinition'), words, SOURCE);
      return;
    }
    checkSnapshot(structure, place, run);
    checkNarrowed(structure, place, run);
  };
}
