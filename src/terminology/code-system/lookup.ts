import type { CodeSystem } from './code-system.ts';
import type { Concept, ConceptProperty, Designation } from './concept.ts';
import { displayIn, parseLanguages } from './display.ts';

/** What a code system says of a code (codesystem-operation-lookup.html). */
export interface Lookup {
  /** The name of the code system. */
  name: string;
  version?: string;
  display: string;
  designation: Designation[];
  property: ConceptProperty[];
}

/** What is asked for: without properties, all of them. */
export interface LookupOptions {
  displayLanguage?: string;
  property?: readonly string[];
}

/** The details of a concept of `codeSystem`. */
export function lookup(concept: Concept, codeSystem: CodeSystem, options: LookupOptions = {}): Lookup {
  const { property: asked = [], displayLanguage } = options;
  const wanted = (name: string): boolean => asked.length === 0 || asked.includes(name);
  const display = displayIn(parseLanguages(displayLanguage), concept) ?? concept.designation[0]?.value;
  const languages = new Set(asked.flatMap((name) => /^lang\.(.+)$/.exec(name)?.[1] ?? []));
  return {
    name: codeSystem.name,
    ...(codeSystem.version ? { version: codeSystem.version } : {}),
    display: display ?? concept.code,
    designation: concept.designation.filter(
      ({ language }) => wanted('designation') || languages.has(language ?? ''),
    ),
    property: propertiesOf(concept, codeSystem).filter(({ code }) => wanted(code)),
  };
}

/** What the concept's own properties do not say already (codesystem.html#defined-props). */
function propertiesOf(concept: Concept, codeSystem: CodeSystem): ConceptProperty[] {
  const own = new Set(concept.property.map(({ code }) => code));
  const { definition, inactive, abstract } = concept;
  const relatives = (name: string, concepts: readonly Concept[]): ConceptProperty[] =>
    concepts.map(({ code, display }) => ({
      code: name,
      type: 'code',
      value: code,
      ...(display ? { description: display } : {}),
    }));
  const derived: ConceptProperty[] = [
    ...(definition === undefined ? [] : [text('definition', definition)]),
    flag('inactive', inactive),
    ...(abstract ? [flag('notSelectable', true)] : []),
    ...relatives('parent', codeSystem.parents(concept.code)),
    ...relatives('child', codeSystem.children(concept.code)),
  ];
  return [...concept.property, ...derived.filter(({ code }) => !own.has(code))];
}

const text = (code: string, value: string): ConceptProperty => ({ code, type: 'string', value });
const flag = (code: string, value: boolean): ConceptProperty => ({ code, type: 'boolean', value });
