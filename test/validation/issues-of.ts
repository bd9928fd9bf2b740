import { loadDefinitions } from '#conformance/definitions.ts';
import type { Issue } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { createValidator } from '#validation/validate.ts';

const validator = createValidator(loadDefinitions());

/** The errors of a resource as `code expression source`, which is what clients key on. */
export function issuesOf(resource: Resource): string[] {
  return issuesWith(resource, 'error');
}

/** The issues of one severity, in the same form. */
export function issuesWith(resource: Resource, wanted: Issue['severity']): string[] {
  return validator
    .validate(resource)
    .filter(({ severity }) => severity === wanted)
    .map(({ code, expression, source }) => `${code} ${expression} ${source}`);
}

/** What the first issue of a resource says. */
export function diagnosticsOf(resource: Resource): string | undefined {
  return validator.validate(resource)[0]?.diagnostics;
}

/** A valid Observation of a lab value, with `elements` on top; `undefined` takes an element away. */
export function observation(elements: Record<string, unknown> = {}): Resource {
  const all = {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }] },
    subject: { reference: 'Patient/exo-001' },
    effectiveDateTime: '2026-03-02T08:15:00+07:00',
    valueQuantity: { value: 7.1, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
    ...elements,
  };
  return JSON.parse(JSON.stringify(all)) as Resource;
}

/** A Patient of `elements` alone. */
export function patient(elements: Record<string, unknown>): Resource {
  return { resourceType: 'Patient', ...elements };
}
