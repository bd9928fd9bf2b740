import type { Definitions, ElementType } from '#conformance/definitions.ts';
import { type Place, placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import { isAbsolute } from '../primitive/uri.ts';
import { bundleTypeAround, countEntries, resolveWithin } from '../resolve-within.ts';
import type { Run } from '../run.ts';
import type { Check, JsonObject } from '../shape.ts';
import { exampleOfTarget } from './published-target.ts';
import {
  addressedType,
  conditionalType,
  declaredType,
  isLiteral,
  referredType,
  resolvesLocally,
} from './reference.ts';

/**
 * ElementDefinition.type.targetProfile: which types of resource an element may refer to (references.html). Where R4's
 * own examples refer to a type beyond those, and the resource is not at hand, it is a warning.
 */
export function compileReferenceTarget(
  { code, target }: ElementType,
  source: string,
  { resourceTypes }: Definitions,
): Check[] {
  if (code !== 'Reference' || target === undefined) return [];
  const allowed = new Set(target);
  const path = source.slice(source.indexOf('#') + 1);
  const check: Check = (value, place, run) => {
    const type = referredType(value as JsonObject, resourceTypes, run);
    if (type === undefined || allowed.has(type)) return;
    const { reference } = value as JsonObject;
    const found = `Found a reference to ${type} (${quote(reference ?? type)})`;
    const words = `${found}, expected a reference to ${target.join(' or ')}`;
    const example = run.pass.profile === undefined ? exampleOfTarget(path, type) : undefined;
    if (example === undefined || resolveWithin(value as JsonObject, run) !== undefined)
      run.error('structure', place, `${words}.`, source);
    else run.warning('structure', place, `${words}; R4's example ${example} has the same.`, source);
  };
  return [check];
}

/** What every Reference keeps to: ref-1, an address that can be followed, and a type of R4 that agrees with it. */
export function compileReference({ resourceTypes }: Definitions): Check<JsonObject> {
  return (reference, place, run) => {
    if (typeof reference.reference === 'string') checkAddress(reference.reference, resourceTypes, place, run);
    if (typeof reference.type === 'string')
      checkType(reference.type, reference.reference, resourceTypes, place, run);
  };
}

function checkAddress(text: string, types: Definitions['resourceTypes'], place: Place, run: Run): void {
  if (text.startsWith('#')) run.noteFragment(text);
  const where = () => placeBelow(place, 'reference');
  if (!isLiteral(text, types)) {
    const expected =
      'expected [type]/[id] with a resource type of R4, an absolute url, or # and the id of a contained resource';
    run.error(
      'value',
      where(),
      `Found the reference ${quote(text)}, ${expected}.`,
      'references.html#literal',
    );
  } else if (text.startsWith('#') && !resolvesLocally(text, run)) {
    const words = `Found the local reference ${quote(text)}, expected a contained resource with that id.`;
    run.error('invariant', where(), words, 'ref-1');
  } else checkWithinBundle(text, where, run);
}

/** Types of Bundle whose references may be searches (http.html#trules). */
const MAY_SEARCH = new Set<unknown>([undefined, 'transaction', 'batch']);

function checkWithinBundle(text: string, where: () => Place, run: Run): void {
  if (run.around === undefined) return;
  const type = bundleTypeAround(run);
  if (conditionalType(text) !== undefined && !MAY_SEARCH.has(type)) {
    const words = `Found the reference ${quote(text)} in a Bundle of type ${type}, expected no search but in a transaction.`;
    run.error('value', where(), words, 'http.html#trules');
  }
  const count = countEntries(text, run);
  if (count < 2 || type === 'history') return;
  const words = `Found the reference ${quote(text)}, which leads to ${count} entries of the Bundle; expected it to name a version.`;
  run.error('multiple-matches', where(), words, 'bundle.html#references');
}

function checkType(
  type: string,
  text: unknown,
  types: Definitions['resourceTypes'],
  place: Place,
  run: Run,
): void {
  const declared = declaredType(type, types);
  const addressed = addressedType(text, types, run);
  // An absolute url may name a logical model of somebody else.
  const isUnknown = declared === undefined && (!isAbsolute(type) || type.startsWith('http://hl7.org/fhir/'));
  if (!isUnknown && (addressed === undefined || addressed === declared)) return;
  const expected = isUnknown
    ? 'the name of a resource type of R4'
    : `${quote(addressed)}, as the reference says`;
  const words = `Found the type ${quote(type)}, expected ${expected}.`;
  run.error('value', placeBelow(place, 'type'), words, 'references.html#Reference');
}
