import type { StructureDefinition } from '@medplum/fhirtypes';
import type { Definitions } from '#conformance/definitions.ts';
import { compileExpression } from '#fhirpath/compile-expression.ts';
import type { HostElement } from '../host-element.ts';
import { isObject } from '../is-object.ts';
import type { Run } from '../run.ts';

type Context = NonNullable<StructureDefinition['context']>[number];

/**
 * Contexts that R4 4.0.1 gives wrongly: its own definitions have these extensions elsewhere. `Element` is anywhere, for
 * those that mark parts of any definition.
 */
const CORRECTED: Record<string, string> = {
  'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type': 'ElementDefinition.type',
  'http://hl7.org/fhir/StructureDefinition/regex': 'ElementDefinition.type',
  'http://hl7.org/fhir/StructureDefinition/structuredefinition-normative-version': 'Element',
  'http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation': 'Element',
  'http://hl7.org/fhir/StructureDefinition/capabilitystatement-prohibited': 'Element',
};

/** The expression of a context without the profile before `#` and without the names of slices. */
function elementName(expression: string): string {
  const name = expression.slice(expression.indexOf('#') + 1);
  return name.includes(':') ? name.replace(/:[^.]+/g, '') : name;
}

/** Whether the element that has an extension is one that a context of the extension's definition names. */
function isContext(
  { type, expression = '' }: Context,
  host: HostElement,
  run: Run,
  definitions: Definitions,
): boolean {
  switch (type) {
    case 'element':
      return host.names.has(elementName(expression)) || expression === 'Element';
    case 'extension':
      return isObject(host.value) && host.value.url === expression.split('#')[0];
    case 'fhirpath': {
      const { resource, environment } = run;
      const found = compileExpression(expression, resource.resourceType, definitions).evaluate(
        resource,
        environment,
      );
      return found.some(({ value }) => value === host.value);
    }
    default:
      return false;
  }
}

/** Whether an extension may stand on `host` (StructureDefinition.context); a definition without contexts does not say. */
export function isAllowedOn(
  { url = '', context = [] }: StructureDefinition,
  host: HostElement,
  run: Run,
  definitions: Definitions,
): boolean {
  const corrected = CORRECTED[url];
  if (corrected !== undefined && (corrected === 'Element' || host.names.has(corrected))) return true;
  return context.length === 0 || context.some((each) => isContext(each, host, run, definitions));
}
