import type * as re2js from 're2js';
import type { CodeSystem } from '../../code-system/code-system.ts';
import type { Concept } from '../../code-system/concept.ts';
import { propertyText } from '../../code-system/concept.ts';
import { loadLazily } from '../../load-lazily.ts';
import { broken } from '../../terminology-error.ts';
import type { ConceptFilter } from './concept-filter.ts';

/** The properties that every code system has (codesystem.html#defined-props). */
const OF_ALL: Record<string, (concept: Concept, codeSystem: CodeSystem) => string[]> = {
  concept: ({ code }) => [code],
  code: ({ code }) => [code],
  display: ({ display }) => (display === undefined ? [] : [display]),
  definition: ({ definition }) => (definition === undefined ? [] : [definition]),
  inactive: ({ inactive }) => [String(inactive)],
  notSelectable: ({ abstract }) => [String(abstract)],
  parent: ({ code }, codeSystem) => codeSystem.parents(code).map((parent) => parent.code),
  child: ({ code }, codeSystem) => codeSystem.children(code).map((child) => child.code),
};

type Values = (concept: Concept) => string[];

/** How the values of a property are read; refuses a property that the code system does not define. */
export function propertyValues(property: string, codeSystem: CodeSystem): Values {
  const own = codeSystem.properties.includes(property);
  const ofAll = Object.hasOwn(OF_ALL, property) ? OF_ALL[property] : undefined;
  if (!own && !ofAll && property !== 'status' && codeSystem.content === 'complete')
    throw broken(
      `a filter names the property '${property.slice(0, 80)}', which ${codeSystem.url} does not define`,
    );
  return (concept) => {
    const values = concept.property.filter(({ code }) => code === property).map(propertyText);
    return values.length === 0 && ofAll ? ofAll(concept, codeSystem) : values;
  };
}

/** A value that only a part of the system is known of says nothing by being absent. */
function known(codeSystem: CodeSystem, values: Values, holds: (values: string[]) => boolean): ConceptFilter {
  const test: ConceptFilter['test'] = (concept) => {
    const found = values(concept);
    return found.length === 0 && codeSystem.content !== 'complete' ? 'unknown' : holds(found);
  };
  return { test, cost: 2 };
}

type Compile = (codeSystem: CodeSystem, property: string, value: string) => ConceptFilter;

const splitList = (value: string): Set<string> => new Set(value.split(',').map((each) => each.trim()));

/** The operators that compare the values of a property (valueset-filter-operator). */
export const PROPERTY_OPERATORS: Record<string, Compile> = {
  '=': (codeSystem, property, value) => {
    const expected = codeSystem.filterValue?.(property, value) ?? value;
    return known(codeSystem, propertyValues(property, codeSystem), (values) => values.includes(expected));
  },
  in: (codeSystem, property, value) => {
    const list = splitList(value);
    return known(codeSystem, propertyValues(property, codeSystem), (values) =>
      values.some((v) => list.has(v)),
    );
  },
  'not-in': (codeSystem, property, value) => {
    const list = splitList(value);
    return known(
      codeSystem,
      propertyValues(property, codeSystem),
      (values) => !values.some((v) => list.has(v)),
    );
  },
  exists: (codeSystem, property, value) => {
    if (value !== 'true' && value !== 'false')
      throw broken(`the filter exists has the value '${value.slice(0, 80)}'; true or false was expected`);
    const wanted = value === 'true';
    return known(codeSystem, propertyValues(property, codeSystem), (values) => values.length > 0 === wanted);
  },
  regex: (codeSystem, property, value) => {
    const pattern = compilePattern(value);
    const values = propertyValues(property, codeSystem);
    return {
      ...known(codeSystem, values, (found) => found.some((v) => pattern.matches(v))),
      cost: pattern.cost,
    };
  },
};

/** Beyond these a pattern is no description of a code any more, and would take long for each. */
const MOST_INSTRUCTIONS = 2000;
const MOST_CHARACTERS = 200;

/** A pattern is written by whoever stores a value set: RE2 takes time in proportion to the text, whatever the pattern. */
function compilePattern(value: string): { matches: (text: string) => boolean; cost: number } {
  const { RE2JS }: typeof re2js = loadLazily('re2js');
  try {
    if (value.length > MOST_CHARACTERS) throw new Error(`it is longer than ${MOST_CHARACTERS} characters`);
    const pattern = RE2JS.compile(value);
    const size = pattern.programSize();
    if (size > MOST_INSTRUCTIONS) throw new Error('it repeats too much');
    return { matches: (text) => pattern.matches(text.slice(0, MOST_CHARACTERS)), cost: 10 + size / 10 };
  } catch (error) {
    throw broken(`the pattern of a filter cannot be used: ${(error as Error).message.slice(0, 100)}`);
  }
}
