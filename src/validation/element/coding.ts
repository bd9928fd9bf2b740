import type { Terminology } from '#terminology/terminology.ts';
import { placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import { isAbsolute } from '../primitive/uri.ts';
import type { Check, JsonObject } from '../shape.ts';

const SOURCE = 'datatypes.html#Coding';

/** Coding.system names a code system to the whole world, which a relative uri cannot (datatypes.html#Coding). */
export const checkCodingSystem: Check<JsonObject> = ({ system }, place, run) => {
  if (typeof system !== 'string' || isAbsolute(system)) return;
  const expected = 'expected an absolute uri such as http://loinc.org';
  run.error('value', placeBelow(place, 'system'), `Found the system ${quote(system)}, ${expected}.`, SOURCE);
};

const UCUM = 'http://unitsofmeasure.org';

/** Systems that everybody uses, and whose uri has nothing behind it (terminologies-systems.html). */
const WHOLE = [
  'http://snomed.info/sct',
  'http://loinc.org',
  UCUM,
  'http://www.nlm.nih.gov/research/umls/rxnorm',
];

/** The system that a uri with something more at its end is meant to be. */
function meantSystem(system: string): string | undefined {
  return WHOLE.find((whole) => system.length > whole.length && system.startsWith(whole));
}

/** Systems whose codes a grammar makes: what it does not make may still be what a sender has always sent. */
const BY_GRAMMAR = new Set([UCUM, 'urn:ietf:rfc:3986', 'urn:ietf:bcp:47', 'urn:ietf:bcp:13']);

/** A text, or nothing where JSON has anything else. */
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * Coding.code is a code of its system, and Coding.display one of its displays (datatypes.html#Coding); the same of a
 * Quantity's unit. What this server cannot know - a code of a system that it has in part or not at all - is let be.
 */
export function compileCodeOfSystem(terminology: Terminology, source: string): Check<JsonObject> {
  return ({ system, version, code, display }, place, run) => {
    if (typeof system !== 'string') return;
    const meant = meantSystem(system);
    if (meant !== undefined) {
      const words = `Found the system ${quote(system)}, expected ${quote(meant)}`;
      run.error('value', placeBelow(place, 'system'), `${words}, to which nothing is added.`, source);
    }
    if (typeof code !== 'string') return;
    const coding = { system, code, version: textOf(version), display: textOf(display) };
    const { result, reason, message, warnings } = terminology.validateCode(coding, { abstract: true });
    if (result === false && reason === 'invalid-code') {
      const meant = system === UCUM ? run.pass.unitAlias(code) : undefined;
      const hint = meant === undefined ? '' : `; did you mean ${quote(meant)}?`;
      const diagnostics = `Found the code ${quote(code)}, expected one of its system: ${message}${hint || '.'}`;
      const severity = BY_GRAMMAR.has(system) ? 'warning' : 'error';
      run.report({ severity, code: 'code-invalid', diagnostics, source }, placeBelow(place, 'code'));
    }
    for (const warning of warnings ?? []) {
      const name = warning.reason === 'invalid-display' ? 'display' : 'code';
      run.warning('code-invalid', placeBelow(place, name), `${warning.message}.`, source);
    }
  };
}
