import type {
  CodeSystem,
  ConceptMap,
  Measure,
  NamingSystem,
  Questionnaire,
  StructureDefinition,
  ValueSet,
} from '@medplum/fhirtypes';

/** Resources that others name by their canonical url. */
export type CanonicalResource =
  | CodeSystem
  | ValueSet
  | ConceptMap
  | Measure
  | NamingSystem
  | StructureDefinition
  | Questionnaire;

export type CanonicalType = CanonicalResource['resourceType'];

/** A canonical resource without its content: what finds it, and what is asked of it most. */
export interface CanonicalEntry<T extends CanonicalType = CanonicalType> {
  type: T;
  /** Its canonical url; a NamingSystem has none in R4 and stands under ''. */
  url: string;
  version?: string;
  /** Of a code system: its value set of all codes. */
  valueSet?: string;
  /** Of a code system: what of the system it holds. */
  content?: string;
  /** Of a code system: whether any of its codes stands below another. */
  hierarchy?: boolean;
  /** Of a profile that resources can have: their type. */
  profileOf?: string;
  /** Of a concept map: the value sets that it maps between, and the systems of its groups. */
  source?: string;
  target?: string;
  systems?: readonly (readonly [string | undefined, string | undefined])[];
}

/** A resource without its content. */
export function entryOf<R extends CanonicalResource>(resource: R): CanonicalEntry<R['resourceType']> {
  const { url, version } = resource as { url?: string; version?: string };
  return {
    type: resource.resourceType,
    url: url ?? '',
    ...(version ? { version } : {}),
    ...(resource.resourceType === 'CodeSystem' ? ofCodeSystem(resource) : {}),
    ...(resource.resourceType === 'ConceptMap' ? ofConceptMap(resource) : {}),
    ...(resource.resourceType === 'StructureDefinition' ? ofStructure(resource) : {}),
  };
}

function ofCodeSystem({
  valueSet,
  content,
  property = [],
  concept = [],
}: CodeSystem): Partial<CanonicalEntry> {
  const byProperty = property.some(({ code }) => code === 'parent' || code === 'child');
  const hierarchy = byProperty || concept.some((each) => each.concept?.length);
  return {
    ...(valueSet ? { valueSet } : {}),
    ...(content ? { content } : {}),
    ...(hierarchy ? { hierarchy } : {}),
  };
}

/** A profile of resources, and one that a resource can have: not one that only others are derived from. */
function ofStructure({ kind, derivation, abstract, type }: StructureDefinition): Partial<CanonicalEntry> {
  const isProfile = kind === 'resource' && derivation === 'constraint' && !abstract;
  return isProfile && type ? { profileOf: type } : {};
}

function ofConceptMap(map: ConceptMap): Partial<CanonicalEntry> {
  const source = map.sourceUri ?? map.sourceCanonical;
  const target = map.targetUri ?? map.targetCanonical;
  return {
    ...(source ? { source } : {}),
    ...(target ? { target } : {}),
    systems: (map.group ?? []).map((group) => [group.source, group.target]),
  };
}
