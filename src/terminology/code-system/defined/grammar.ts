import type { CodeSystem } from '../code-system.ts';
import type { Concept, ConceptProperty } from '../concept.ts';

/** A code system without a list: a grammar or a register says whether a text is a code of it. */
export interface Grammar {
  url: string;
  name: string;
  version?: string;
  properties?: readonly string[];
  find: (code: string) => Concept | undefined;
  /** All concepts, where they are few. */
  all?: () => readonly Concept[];
  filterValue?: (property: string, value: string) => string;
}

const NONE: readonly Concept[] = [];

/** A concept of a grammar. */
export function conceptOf(code: string, display?: string, property: ConceptProperty[] = []): Concept {
  return {
    code,
    display,
    definition: undefined,
    designation: [],
    property,
    inactive: false,
    abstract: false,
  };
}

/** A complete code system, without a hierarchy, of a grammar. */
export function grammarCodeSystem(grammar: Grammar): CodeSystem {
  const { url, name, version, properties = [], find, all, filterValue } = grammar;
  return {
    url,
    name,
    version,
    content: 'complete',
    caseSensitive: true,
    properties,
    find,
    roots: () => all?.(),
    ...(filterValue ? { filterValue } : {}),
    children: () => NONE,
    parents: () => NONE,
    isA: (code, ancestor) => code === ancestor,
  };
}
