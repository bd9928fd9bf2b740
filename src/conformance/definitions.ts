import { readFileSync } from 'node:fs';

/** One allowed type of an element (ElementDefinition.type, elementdefinition.html). */
export interface ElementType {
  /** Type name, e.g. `CodeableConcept`, `dateTime`, `BackboneElement`. */
  code: string;
  /** For Reference and canonical: the resource types that may be referred to; absent means any. */
  target?: string[];
  /** Canonicals of the profiles of this type of which a value keeps to at least one. */
  profile?: string[];
}

/** One invariant (ElementDefinition.constraint). `ele-1` and `ext-1` are left out: the walker knows them. */
export interface ElementConstraint {
  key: string;
  severity: 'error' | 'warning';
  human: string;
  expression: string;
  /** The profile and key that an issue names; the key alone where R4 itself has the constraint. */
  source?: string;
}

/** The part of an ElementDefinition that the server acts on. */
export interface ElementDefinition {
  /** Full path as in the snapshot, e.g. `Observation.value[x]`. */
  path: string;
  min: number;
  /** Infinity for `*`. */
  max: number;
  types: ElementType[];
  /** Path of the element whose content this one repeats, e.g. `Questionnaire.item`. */
  contentReference?: string;
  binding?: { strength: 'required' | 'extensible' | 'preferred' | 'example'; valueSet: string };
  constraints?: ElementConstraint[];
  summary?: true;
  modifier?: true;
  /** Marked as for trial use, also in a resource that is normative (versions.html#std-process). */
  trialUse?: true;
}

/** A resource, datatype or primitive of R4 with its whole snapshot, root element first. */
export interface TypeDefinition {
  name: string;
  kind: 'resource' | 'complex-type' | 'primitive-type';
  abstract: boolean;
  base?: string;
  elements: ElementDefinition[];
}

/** A SearchParameter as far as search needs it (searchparameter.html). */
export interface SearchParameterDefinition {
  url: string;
  code: string;
  type: 'number' | 'date' | 'string' | 'token' | 'reference' | 'composite' | 'quantity' | 'uri' | 'special';
  base: string[];
  expression?: string;
  target?: string[];
  component?: { definition: string; expression: string }[];
}

/** CompartmentDefinition: resource type -> parameters that put it into the compartment; `[]` is "never". */
export interface CompartmentDefinition {
  code: string;
  resources: Record<string, string[]>;
}

/** All of R4 4.0.1 that the server acts on, as prepared by `npm run prepare-definitions`. */
export interface Definitions {
  types: Map<string, TypeDefinition>;
  resourceTypes: Set<string>;
  searchParameters: SearchParameterDefinition[];
  compartments: CompartmentDefinition[];
  /** Codes of the value sets behind required bindings: value set url -> system -> codes. */
  requiredCodes: Map<string, Map<string, Set<string>>>;
}

type PreparedElement = Omit<ElementDefinition, 'max'> & { max: number | '*' };
type PreparedType = Omit<TypeDefinition, 'elements'> & { elements: PreparedElement[] };

const folder = new URL('../../definitions/r4/', import.meta.url);

function load<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as T;
}

/** Reads the prepared definitions of R4 4.0.1; takes some 30 ms. */
export function loadDefinitions(): Definitions {
  const types = new Map<string, TypeDefinition>();
  for (const prepared of load<PreparedType[]>('types.json')) {
    const elements = prepared.elements.map((e) => ({ ...e, max: e.max === '*' ? Infinity : e.max }));
    types.set(prepared.name, { ...prepared, elements });
  }
  const resourceTypes = new Set<string>();
  for (const type of types.values())
    if (type.kind === 'resource' && !type.abstract) resourceTypes.add(type.name);
  const requiredCodes = new Map<string, Map<string, Set<string>>>();
  for (const [url, systems] of Object.entries(
    load<Record<string, Record<string, string[]>>>('required-codes.json'),
  )) {
    requiredCodes.set(
      url,
      new Map(Object.entries(systems).map(([system, codes]) => [system, new Set(codes)])),
    );
  }
  return {
    types,
    resourceTypes,
    searchParameters: load('search-parameters.json'),
    compartments: load('compartments.json'),
    requiredCodes,
  };
}
