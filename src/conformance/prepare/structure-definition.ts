import type { ElementDefinition, ElementDefinitionType, StructureDefinition } from '@medplum/fhirtypes';

/** The walker checks these two itself: they apply to every element and extension there is. */
const BUILT_IN_CONSTRAINTS = new Set(['ele-1', 'ext-1']);

const FHIR_TYPE = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type';

const STANDARDS_STATUS = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-standards-status';

const isTrialUse = ({ extension }: ElementDefinition): boolean =>
  extension?.some(({ url, valueCode }) => url === STANDARDS_STATUS && valueCode === 'trial-use') ?? false;

function typeName(type: ElementDefinitionType, path: string, isResource: boolean): string {
  if (!type.code?.startsWith('http://hl7.org/fhirpath/')) return type.code ?? '';
  // Both ids are System.String with the extension `string`, but the id of a resource is of type id (resource.html#id).
  if (isResource && /^[A-Z]\w*\.id$/.test(path)) return 'id';
  return (
    type.extension?.find((e) => e.url === FHIR_TYPE)?.valueUrl ??
    type.code.replace(/.*System\./, '').toLowerCase()
  );
}

function prepareElementType(type: ElementDefinitionType, path: string, isResource: boolean) {
  const code = typeName(type, path, isResource);
  const prefix = 'http://hl7.org/fhir/StructureDefinition/';
  const target = (type.targetProfile ?? []).map((p) => p.replace(prefix, ''));
  return {
    code,
    ...(target.length && !target.includes('Resource') ? { target } : {}),
    ...(type.profile ? { profile: type.profile } : {}),
  };
}

function prepareElement(element: ElementDefinition, isResource: boolean) {
  const constraints = (element.constraint ?? [])
    .filter((c) => c.expression && !BUILT_IN_CONSTRAINTS.has(c.key ?? ''))
    .map((c) => ({ key: c.key, severity: c.severity, human: c.human, expression: c.expression }));
  const { binding } = element;
  return {
    path: element.path,
    min: element.min ?? 0,
    max: element.max === '*' ? '*' : Number(element.max),
    types: (element.type ?? []).map((t) => prepareElementType(t, element.path ?? '', isResource)),
    ...(element.contentReference ? { contentReference: element.contentReference.replace(/^.*#/, '') } : {}),
    ...(binding?.valueSet
      ? { binding: { strength: binding.strength, valueSet: binding.valueSet.split('|')[0] } }
      : {}),
    ...(constraints.length ? { constraints } : {}),
    ...(element.isSummary ? { summary: true } : {}),
    ...(element.isModifier ? { modifier: true } : {}),
    ...(isTrialUse(element) ? { trialUse: true } : {}),
  };
}

/** StructureDefinition with a snapshot -> the compact TypeDefinition of `definitions/r4/types.json`. */
export function prepareType(structure: StructureDefinition) {
  return {
    name: structure.name as string,
    kind: structure.kind,
    abstract: structure.abstract ?? false,
    ...(structure.baseDefinition ? { base: structure.baseDefinition.replace(/.*\//, '') } : {}),
    elements: (structure.snapshot?.element ?? []).map((e) =>
      prepareElement(e, structure.kind === 'resource'),
    ),
  };
}

/** What `prepareType` gives. */
export type PreparedType = ReturnType<typeof prepareType>;
