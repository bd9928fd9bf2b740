import type { CodeSystem, ValueSet } from '@medplum/fhirtypes';
import { isObject } from '../is-object.ts';
import { type Place, placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import { isAbsolute } from '../primitive/uri.ts';
import type { Run } from '../run.ts';
import type { Check, JsonObject } from '../shape.ts';

const SOURCE = 'StructureDefinition/ValueSet#ValueSet.compose.include';

/** Of how many parts a value set is computed to see that it can be. */
const MOST_COMPUTED = 100;

/** What the value of a filter must look like, by the type of the property that it looks at. */
const FORMS: Record<string, [pattern: RegExp, words: string]> = {
  // A prefix as in searches may stand before a number.
  integer: [/^(eq|ne|[gl][te])?[+-]?\d{1,15}$/, 'an integer'],
  decimal: [/^(eq|ne|[gl][te])?[+-]?\d{1,30}(\.\d{1,30})?$/, 'a decimal'],
  boolean: [/^(true|false)$/, 'true or false'],
  dateTime: [/^\d{4}(-\d\d){0,2}/, 'a dateTime'],
  Coding: [/^[^#]+#.+$/, 'system#code, or system|version#code'],
};

function includesOf({ compose }: JsonObject): { include: JsonObject; name: string; index: number }[] {
  if (!isObject(compose)) return [];
  return ['include', 'exclude'].flatMap((name) => {
    const list = Array.isArray(compose[name]) ? compose[name] : [];
    return list.flatMap((include, index) => (isObject(include) ? [{ include, name, index }] : []));
  });
}

/** A code of a filter's value is one of its system, as far as that is known here. */
function checkCoding(value: string, place: Place, run: Run): void {
  const at = value.lastIndexOf('#');
  const [system = '', version] = value.slice(0, at).split('|');
  const coding = { system, code: value.slice(at + 1), ...(version ? { version } : {}) };
  const { result, reason, message } = run.pass.terminology.validateCode(coding, { abstract: true });
  if (result !== false || reason !== 'invalid-code') return;
  run.error(
    'code-invalid',
    place,
    `Found ${quote(value)}, expected a code of its system: ${message}.`,
    `${SOURCE}.filter.value`,
  );
}

function checkFilter(filter: JsonObject, { property = [] }: CodeSystem, place: Place, run: Run): void {
  const type = property.find(({ code }) => code === filter.property)?.type;
  const form = FORMS[type ?? ''];
  const { value, op } = filter;
  if (form === undefined || typeof value !== 'string' || (op !== '=' && op !== 'in' && op !== 'not-in'))
    return;
  const where = placeBelow(place, 'value');
  for (const each of op === '=' ? [value] : value.split(',')) {
    if (!form[0].test(each.trim())) {
      const words = `Found ${quote(each)}, expected ${form[1]}, since the property is of type ${type}`;
      run.error('value', where, `${words}.`, `${SOURCE}.filter.value`);
    } else if (type === 'Coding') checkCoding(each.trim(), where, run);
  }
}

function checkInclude({ system, filter, concept }: JsonObject, place: Place, run: Run): void {
  if (typeof system !== 'string') return;
  if (!isAbsolute(system)) {
    const words = `Found the system ${quote(system)}, expected an absolute uri`;
    run.error('value', placeBelow(place, 'system'), `${words}.`, `${SOURCE}.system`);
    return;
  }
  const codeSystem = run.pass.find<CodeSystem>('CodeSystem', system);
  if (codeSystem !== undefined && Array.isArray(filter))
    for (const [i, each] of filter.entries())
      if (isObject(each)) checkFilter(each, codeSystem, placeBelow(place, 'filter', i), run);
  if (Array.isArray(concept)) checkConcepts(system, concept, place, run);
}

/** Codes that a value set lists though their system does not have them are never found: worth a warning. */
function checkConcepts(system: string, concepts: unknown[], parent: Place, run: Run): void {
  for (const [i, concept] of concepts.entries()) {
    const code = isObject(concept) ? concept.code : undefined;
    if (typeof code !== 'string') continue;
    const { result, reason, message } = run.pass.terminology.validateCode(
      { system, code },
      { abstract: true },
    );
    if (result === false && reason === 'invalid-code')
      run.warning('code-invalid', placeBelow(parent, 'concept', i), `${message}.`, `${SOURCE}.concept.code`);
  }
}

/** What valueset.html says of the systems and filters of a value set, beyond the invariants. */
export const checkValueSet: Check<JsonObject> = (valueSet, place, run) => {
  const compose = placeBelow(place, 'compose');
  const includes = includesOf(valueSet);
  for (const { include, name, index } of includes)
    checkInclude(include, placeBelow(compose, name, index), run);
  if (includes.length > MOST_COMPUTED || includes.every(({ include }) => include.filter === undefined))
    return;
  const codes = run.pass.terminology.codesOf(valueSet as unknown as ValueSet);
  // A filter that only its code system defines (CodeSystem.filter) cannot be computed here, but is not thereby wrong.
  if (codes.known || codes.reason !== 'broken-value-set') return;
  const words = `The value set cannot be computed: ${codes.message}.`;
  run.warning('processing', compose, words, `${SOURCE}.filter`);
};
