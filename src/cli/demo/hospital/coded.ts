import { decimal } from '#fhir/json/literals.ts';
import type { Coding } from './trial-data.ts';

export const UCUM = 'http://unitsofmeasure.org';
export const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';

/** A CodeableConcept of one coding (datatypes.html#CodeableConcept). */
export function coded(system: string, code: string, display?: string): { coding: Coding[] } {
  return { coding: [{ system, code, ...(display ? { display } : {}) }] };
}

/** A Quantity with a UCUM unit whose value keeps the digits of `text`; annotations leave the printed unit. */
export function quantity(text: string, ucum: string, comparator?: '<'): Record<string, unknown> {
  const unit = ucum.replace(/^\{(.*)\}$/, '$1').replace(/\{(.*)\}$/, ' $1');
  const value = decimal({}, 'value', text);
  return Object.assign(value, { ...(comparator ? { comparator } : {}), unit, system: UCUM, code: ucum });
}
