import type { CodeValidation, Coding, Membership, Terminology, Ternary } from '#terminology/terminology.ts';
import { isObject } from '../is-object.ts';
import type { Place } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';
import type { Check } from '../shape.ts';

/** How strongly a value set is bound (terminologies.html#strength); `example` asks nothing. */
export type Strength = 'required' | 'extensible' | 'preferred' | 'example';

/** ElementDefinition.binding, with the value set that even an extensible binding must not leave. */
export interface BindingDefinition {
  strength: Strength;
  valueSet: string;
  maxValueSet?: string;
}

/** One binding, compiled. */
interface Binding {
  strength: Exclude<Strength, 'example'>;
  members: Membership;
  terminology: Terminology;
  /** The element whose binding it is. */
  source: string;
}

const LANGUAGES = 'http://hl7.org/fhir/ValueSet/languages';
const MIME_TYPES = 'http://hl7.org/fhir/ValueSet/mimetypes';

/** How many allowed codes a message lists. */
const MOST_LISTED = 12;

const SEVERITY = { required: 'error', extensible: 'warning', preferred: 'information' } as const;

function expected({ strength, members }: Binding): string {
  const codes = members.list(MOST_LISTED);
  const list = codes === undefined ? '' : ` (${codes.join(', ')})`;
  const unless = strength === 'extensible' ? ', unless it has none that fits' : '';
  return `expected a code of the ${strength} value set ${members.valueSet}${list}${unless}`;
}

function hint(code: unknown, { members }: Binding): string {
  const lower = typeof code === 'string' ? code.toLowerCase() : '';
  const isCase = lower !== code && members.hasCode(lower) === true;
  return isCase ? `; did you mean ${quote(lower)}? Codes are case sensitive` : '';
}

function report(found: string, binding: Binding, place: Place, run: Run, hinted = ''): void {
  const { strength, source } = binding;
  const diagnostics = `Found ${found}, ${expected(binding)}${hinted}.`;
  run.report({ severity: SEVERITY[strength], code: 'code-invalid', diagnostics, source }, place);
}

/** What cannot be decided here is neither valid nor invalid; only of a required binding must one know. */
function reportUnknown(
  { message }: CodeValidation,
  { strength, source }: Binding,
  place: Place,
  run: Run,
): void {
  if (strength !== 'required') return;
  const words = `The code could not be checked: ${message ?? 'its value set is not known here'}.`;
  run.warning('not-supported', place, words, source);
}

function checkCode(binding: Binding): Check {
  const { members, terminology } = binding;
  return (value, place, run) => {
    const code = value as string;
    const found = members.hasCode(code);
    if (found === false) report(`the code ${quote(code)}`, binding, place, run, hint(code, binding));
    else if (found === 'unknown') {
      const why = terminology.validateInValueSet(members.valueSet, [{ code }], { inferSystem: true });
      reportUnknown(why, binding, place, run);
    }
  };
}

function codingOf(value: unknown): Coding {
  const { system, version, code } = isObject(value) ? value : {};
  const text = (each: unknown) => (typeof each === 'string' ? each : undefined);
  return { system: text(system), version: text(version), code: text(code) };
}

function isMember({ system, version, code }: Coding, members: Membership): Ternary {
  // A code without a system is a code of nothing (datatypes.html#Coding).
  return code === undefined || system === undefined ? false : members.has(system, code, version);
}

function nameOfCoding({ system, code }: Coding): string {
  const of = system === undefined ? 'without a system' : `of ${quote(system)}`;
  return code === undefined ? `a coding without a code ${of}` : `the code ${quote(code)} ${of}`;
}

/** One of the codings must be in the value set; what none of them decides, is not decided. */
function checkCodings(codings: Coding[], binding: Binding, place: Place, run: Run): void {
  let isUnknown = false;
  for (const coding of codings) {
    const found = isMember(coding, binding.members);
    if (found === true) return;
    isUnknown ||= found === 'unknown';
  }
  if (isUnknown) {
    const why = binding.terminology.validateInValueSet(binding.members.valueSet, codings);
    reportUnknown(why, binding, place, run);
    return;
  }
  const found = codings.length > 0 ? codings.map(nameOfCoding).join(' and ') : 'no coding';
  report(found, binding, place, run);
}

function checkCodeableConcept(binding: Binding): Check {
  return (value, place, run) => {
    const { coding } = value as { coding?: unknown };
    const codings = Array.isArray(coding) ? coding.map(codingOf) : [];
    // A text alone says that there is no code, which only a required binding does not allow.
    if (codings.length > 0 || binding.strength === 'required') checkCodings(codings, binding, place, run);
  };
}

function checkCoding(binding: Binding): Check {
  return (value, place, run) => checkCodings([codingOf(value)], binding, place, run);
}

/** A Quantity is bound by the code of its unit. */
function checkQuantity(binding: Binding): Check {
  return (value, place, run) => {
    const coding = codingOf(value);
    if (coding.code !== undefined) checkCodings([coding], binding, place, run);
  };
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

const CHECKS: Record<string, (binding: Binding) => Check> = {
  code: checkCode,
  string: checkCode,
  uri: checkCode,
  Coding: checkCoding,
  CodeableConcept: checkCodeableConcept,
  Quantity: checkQuantity,
};

/**
 * ElementDefinition.binding for an element of `type`: membership in the value set, by its strength an error, a warning
 * or a remark where it is missing; for languages and MIME types the form of the code (terminologies.html#strength).
 */
export function compileBinding(
  binding: BindingDefinition | undefined,
  type: string,
  source: string,
  terminology: Terminology,
): Check[] {
  const check = CHECKS[type];
  if (binding === undefined || check === undefined) return [];
  const { strength, valueSet, maxValueSet } = binding;
  if (type === 'code' && valueSet === LANGUAGES)
    return [checkForm(LANGUAGE, 'a language tag such as en or id-ID (BCP 47)', source)];
  if (type === 'code' && valueSet === MIME_TYPES)
    return [checkForm(MIME_TYPE, 'a MIME type such as application/pdf (BCP 13)', source)];
  const compile = (canonical: string, as: Binding['strength']) =>
    check({ strength: as, members: terminology.membership(canonical), terminology, source });
  return [
    ...(strength === 'example' ? [] : [compile(valueSet, strength)]),
    ...(maxValueSet === undefined || strength === 'required' ? [] : [compile(maxValueSet, 'required')]),
  ];
}
