import type { StructureDefinition } from '@medplum/fhirtypes';
import type { Definitions } from '#conformance/definitions.ts';
import { compileExpression } from '#fhirpath/compile-expression.ts';
import type { ShapeCompiler } from '../compile-shape.ts';
import { type HostElement, hostElement } from '../host-element.ts';
import type { Place } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import { isAbsolute } from '../primitive/uri.ts';
import { isAllowedOn } from '../profile/extension-context.ts';
import { isCompiled } from '../profile/profiles.ts';
import type { Run } from '../run.ts';
import type { Check, JsonObject } from '../shape.ts';

const SOURCE = 'extensibility.html';

/** Domains that are reserved for examples (RFC 2606), or that HL7's own examples use: nothing there is ever defined. */
const EXAMPLES = /^https?:\/\/([\w-]+\.)*(example\.(org|com|net)|acme\.com)(\/|$)/;

/** Whoever does not know a modifier extension cannot know what the element means (extensibility.html#modifierExtension). */
function reportUnknown(url: string, isModifier: boolean, place: Place, run: Run): void {
  const found = `Found the ${isModifier ? 'modifier ' : ''}extension ${quote(url)}, whose definition is not known here`;
  if (isModifier && !EXAMPLES.test(url)) {
    const expected = 'expected one that is known, since it may change what the element means';
    run.error('extension', place, `${found}; ${expected}.`, `${SOURCE}#modifierExtension`);
  } else run.warning('extension', place, `${found}; it was not checked.`, SOURCE);
}

function checkModifier(structure: StructureDefinition, isModifier: boolean, place: Place, run: Run): void {
  const modifies = structure.snapshot?.element?.[0]?.isModifier === true;
  if (modifies === isModifier) return;
  const [found, expected] = modifies
    ? ['extension', 'modifierExtension']
    : ['modifierExtension', 'extension'];
  const words = `Found ${quote(structure.url)} as ${found}, expected it as ${expected}`;
  run.error('extension', place, `${words}.`, structure.url as string);
}

/** StructureDefinition.contextInvariant: what must hold of the element that has the extension. */
function holds(
  expression: string,
  extension: JsonObject,
  host: HostElement,
  run: Run,
  definitions: Definitions,
): boolean {
  try {
    const compiled = compileExpression(expression, host.context, definitions);
    const [result] = compiled.evaluate(host.value, { ...run.environment, extension });
    return result === undefined || result.value !== false;
  } catch {
    // One that cannot be evaluated says nothing of the resource.
    return true;
  }
}

/**
 * What the definition of an extension, found by its url, says of it: where it may stand, whether it modifies, and what
 * is in it. Extensions inside of others with urls of their own are told about by the definition of the outermost.
 */
export function compileExtensionDefinition(
  shapes: ShapeCompiler,
  definitions: Definitions,
): Check<JsonObject> {
  return (extension, place, run) => {
    const { url } = extension;
    if (typeof url !== 'string' || !isAbsolute(url)) return;
    const isModifier = place.step === 'modifierExtension';
    const found = run.pass.profiles.find(url);
    if (found === undefined) return reportUnknown(url, isModifier, place, run);
    if (!isCompiled(found)) {
      run.warning(
        'processing',
        place,
        `The extension ${quote(url)} cannot be checked: ${found.problem}.`,
        SOURCE,
      );
      return;
    }
    const { structure, check } = found;
    if (structure.type !== 'Extension') {
      run.error(
        'extension',
        place,
        `Found ${quote(url)}, which defines no extension but ${structure.type}.`,
        SOURCE,
      );
      return;
    }
    checkModifier(structure, isModifier, place, run);
    checkContext(structure, extension, place, run);
    check(extension, place, run);
  };

  function checkContext(structure: StructureDefinition, extension: JsonObject, place: Place, run: Run): void {
    const host = place.parent && hostElement(place.parent, run, shapes, definitions);
    if (host === undefined) return;
    if (!isAllowedOn(structure, host, run, definitions)) {
      const expected = (structure.context ?? []).map(({ expression }) => expression).join(' or ');
      const words = `Found ${quote(structure.url)} on ${host.context}, expected it on ${expected}`;
      run.error('extension', place, `${words}.`, structure.url as string);
    }
    for (const expression of structure.contextInvariant ?? []) {
      if (holds(expression, extension, host, run, definitions)) continue;
      const words = `Found ${quote(structure.url)} where its contextInvariant does not hold: ${expression}`;
      run.error('extension', place, `${words}.`, structure.url as string);
    }
  }
}
