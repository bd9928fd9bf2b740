import type { Definitions, ElementDefinition } from '#conformance/definitions.ts';
import type { Place } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';
import type { Check, JsonObject } from '../shape.ts';

interface Binding {
  valueSet: string;
  /** The element whose binding it is. */
  source: string;
  /** system -> codes */
  systems: Map<string, Set<string>>;
  /** The codes of all systems, for elements of type code. */
  codes: Set<string>;
}

const LANGUAGES = 'http://hl7.org/fhir/ValueSet/languages';
const MIME_TYPES = 'http://hl7.org/fhir/ValueSet/mimetypes';

/** How many allowed codes a message lists. */
const MOST_LISTED = 12;

function expected({ valueSet, codes }: Binding): string {
  const list = codes.size <= MOST_LISTED ? ` (${[...codes].join(', ')})` : '';
  return `expected a code of the required value set ${valueSet}${list}`;
}

function hint(code: unknown, { codes }: Binding): string {
  const lower = typeof code === 'string' ? code.toLowerCase() : '';
  return lower !== code && codes.has(lower) ? `; did you mean ${quote(lower)}? Codes are case sensitive` : '';
}

function checkCode(binding: Binding): Check {
  return (value, place, run) => {
    if (binding.codes.has(value as string)) return;
    report(
      `Found the code ${quote(value)}, ${expected(binding)}${hint(value, binding)}.`,
      binding,
      place,
      run,
    );
  };
}

function isMember(coding: unknown, { systems }: Binding): boolean {
  const { system, code } = (coding ?? {}) as JsonObject;
  return systems.get(system as string)?.has(code as string) ?? false;
}

function checkCoding(binding: Binding): Check {
  return (value, place, run) => {
    if (isMember(value, binding)) return;
    report(`Found ${nameOfCoding(value)}, ${expected(binding)}.`, binding, place, run);
  };
}

function checkCodeableConcept(binding: Binding): Check {
  return (value, place, run) => {
    const { coding } = value as JsonObject;
    const codings = Array.isArray(coding) ? coding : [];
    if (codings.some((each) => isMember(each, binding))) return;
    const found = codings.length > 0 ? codings.map(nameOfCoding).join(' and ') : 'no coding';
    report(`Found ${found}, ${expected(binding)}.`, binding, place, run);
  };
}

function nameOfCoding(coding: unknown): string {
  const { system, code } = (coding ?? {}) as JsonObject;
  const of = system === undefined ? 'without a system' : `of ${quote(system)}`;
  return code === undefined ? `a coding without a code ${of}` : `the code ${quote(code)} ${of}`;
}

function report(diagnostics: string, binding: Binding, place: Place, run: Run): void {
  run.error('code-invalid', place, diagnostics, binding.source);
}

function checkForm(pattern: RegExp, words: string, source: string): Check {
  return (value, place, run) => {
    if (pattern.test(value as string)) return;
    run.error('code-invalid', place, `Found the code ${quote(value)}, expected ${words}.`, source);
  };
}

const LANGUAGE = /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/;
/** Some resources of the specification name formats by one word (`json`, `xml`). */
const MIME_TYPE = /^[A-Za-z0-9!#$&^_.+*-]{1,127}(\/[A-Za-z0-9!#$&^_.+*-]{1,127})?( ?;.*)?$/s;

function checkOf(type: string, binding: Binding): Check {
  if (type === 'CodeableConcept') return checkCodeableConcept(binding);
  if (type === 'Coding') return checkCoding(binding);
  return checkCode(binding);
}

const CODED = new Set(['code', 'string', 'uri', 'Coding', 'CodeableConcept']);

/**
 * ElementDefinition.binding for an element of `type`: membership where the binding is required and the value set
 * can be listed, the form of the code for languages and MIME types (terminologies.html#required).
 */
export function compileBinding(
  { binding }: ElementDefinition,
  type: string,
  source: string,
  definitions: Definitions,
): Check[] {
  if (binding === undefined || !CODED.has(type)) return [];
  if (type === 'code' && binding.valueSet === LANGUAGES) {
    return [checkForm(LANGUAGE, 'a language tag such as en or id-ID (BCP 47)', source)];
  }
  if (type === 'code' && binding.valueSet === MIME_TYPES) {
    return [checkForm(MIME_TYPE, 'a MIME type such as application/pdf (BCP 13)', source)];
  }
  const systems = definitions.requiredCodes.get(binding.valueSet);
  if (binding.strength !== 'required' || systems === undefined) return [];
  const codes = new Set([...systems.values()].flatMap((each) => [...each]));
  return [checkOf(type, { valueSet: binding.valueSet, source, systems, codes })];
}
