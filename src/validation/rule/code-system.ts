import { type Place, placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import type { Run } from '../run.ts';
import type { Check, JsonObject } from '../shape.ts';
import { objectsOf } from './objects.ts';

const SOURCE = 'StructureDefinition/CodeSystem#CodeSystem';

/** Properties that R4 defines for any code system, with their types (codesystem-concept-properties.html). */
const DEFINED: Record<string, string> = {
  'http://hl7.org/fhir/concept-properties#inactive': 'boolean',
  'http://hl7.org/fhir/concept-properties#deprecated': 'dateTime',
  'http://hl7.org/fhir/concept-properties#deprecationDate': 'dateTime',
  'http://hl7.org/fhir/concept-properties#notSelectable': 'boolean',
  'http://hl7.org/fhir/concept-properties#parent': 'code',
  'http://hl7.org/fhir/concept-properties#child': 'code',
};

/** Properties of concepts that need no definition of their own (codesystem.html#defined-props). */
const IMPLICIT = new Set([
  'inactive',
  'deprecated',
  'deprecationDate',
  'notSelectable',
  'parent',
  'child',
  'status',
]);

/** A supplement says what it supplements, and nothing else does (codesystem.html#supplements). */
function checkSupplement({ content, supplements }: JsonObject, place: Place, run: Run): void {
  if ((content === 'supplement') === (supplements !== undefined)) return;
  const [found, expected, element] =
    supplements === undefined
      ? ['a supplement that does not say of what', 'the code system in supplements', 'supplements']
      : [`the content ${quote(content)} of what supplements another`, '"supplement"', 'content'];
  run.error(
    'value',
    placeBelow(place, element),
    `Found ${found}, expected ${expected}.`,
    `${SOURCE}.${element}`,
  );
}

/** The codes and types of the properties that a code system defines; reports what is defined twice or wrongly. */
function definedProperties({ property }: JsonObject, place: Place, run: Run): Map<unknown, unknown> {
  const defined = new Map<unknown, unknown>();
  for (const [i, { code, uri, type }] of objectsOf(property)) {
    const where = placeBelow(place, 'property', i);
    if (defined.has(code)) {
      // A warning, since R4's own content for SNOMED CT does so.
      run.warning(
        'duplicate',
        where,
        `Found the property ${quote(code)} a second time.`,
        `${SOURCE}.property`,
      );
    } else defined.set(code, type);
    const expected = DEFINED[uri as string];
    if (expected === undefined || type === expected) continue;
    const words = `Found the type ${quote(type)}, expected ${expected}, which is the type of ${quote(uri)}`;
    run.error('value', placeBelow(where, 'type'), `${words}.`, `${SOURCE}.property.type`);
  }
  return defined;
}

function typeOfValue(property: JsonObject): string | undefined {
  const name = Object.keys(property).find((each) => /^value[A-Z]/.test(each));
  const type = name?.slice(5);
  return type === 'Coding' || type === undefined ? type : type.charAt(0).toLowerCase() + type.slice(1);
}

function checkConcepts(concepts: unknown, defined: Map<unknown, unknown>, parent: Place, run: Run): void {
  for (const [i, concept] of objectsOf(concepts)) {
    const place = placeBelow(parent, 'concept', i);
    for (const [j, property] of objectsOf(concept.property))
      checkValue(property, defined, placeBelow(place, 'property', j), run);
    checkConcepts(concept.concept, defined, place, run);
  }
}

function checkValue(property: JsonObject, defined: Map<unknown, unknown>, place: Place, run: Run): void {
  const { code } = property;
  const type = defined.get(code);
  const found = typeOfValue(property);
  if (!defined.has(code)) {
    if (IMPLICIT.has(code as string)) return;
    const words = `Found the property ${quote(code)}, expected one that CodeSystem.property defines`;
    run.error('value', placeBelow(place, 'code'), `${words}.`, `${SOURCE}.concept.property.code`);
  } else if (found !== undefined && found !== type) {
    const words = `Found a value of type ${found}, expected ${type}, as the property ${quote(code)} is defined`;
    run.error('value', placeBelow(place, 'value'), `${words}.`, `${SOURCE}.concept.property.value[x]`);
  }
}

/** What codesystem.html says of supplements and properties, beyond the invariants. */
export const checkCodeSystem: Check<JsonObject> = (codeSystem, place, run) => {
  checkSupplement(codeSystem, place, run);
  const defined = definedProperties(codeSystem, place, run);
  // The properties of a supplement may be those of what it supplements.
  if (codeSystem.supplements === undefined) checkConcepts(codeSystem.concept, defined, place, run);
  else checkSupplemented(codeSystem, place, run);
};

/** A supplement adds to codes that are there, and makes none. */
function checkSupplemented({ supplements, concept }: JsonObject, place: Place, run: Run): void {
  const system = String(supplements).split('|')[0]!;
  for (const [i, { code }] of objectsOf(concept)) {
    if (typeof code !== 'string') continue;
    const { result, reason } = run.pass.terminology.validateCode({ system, code }, { abstract: true });
    if (result !== false || reason !== 'invalid-code') continue;
    const words = `Found the code ${quote(code)}, expected one of ${quote(system)}, which is supplemented`;
    run.error('code-invalid', placeBelow(place, 'concept', i), `${words}.`, `${SOURCE}.supplements`);
  }
}
