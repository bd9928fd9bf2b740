import type { Definitions, ElementDefinition } from '#conformance/definitions.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import { serializeJson } from '#fhir/json/serialize-json.ts';
import type { Resource } from '#fhir/resource.ts';
import type { SearchParameterText } from './parse-search.ts';
import { searchError } from './search-error.ts';

/** Which part of a resource is asked for (search.html#elements, #summary). */
export type Selection =
  | { kind: 'elements'; elements: string[] }
  | { kind: 'summary'; mode: 'true' | 'text' | 'data' };

/** Cuts the JSON text of a resource down to a selection and tags it SUBSETTED. */
export type Subset = (text: string, selection: Selection) => string;

const SUBSETTED = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };
const ALWAYS = new Set(['resourceType', 'id', 'meta']);

/** What `_elements` or `_summary` among the parameters select; undefined for the whole resource or a mere count. */
export function readSelection(parameters: SearchParameterText[]): Selection | undefined {
  const value = (code: string) => parameters.filter((p) => p.code === code).at(-1)?.value;
  const [elements, summary] = [value('_elements'), value('_summary')];
  if (elements !== undefined && summary !== undefined && summary !== 'false') {
    throw searchError('_elements and _summary exclude each other', 'search.html#elements');
  }
  if (elements !== undefined) {
    const names = elements.split(',').map((name) => name.trim().replace(/^[A-Z]\w*\./, ''));
    if (names.some((name) => !/^[a-z]\w*$/.test(name))) {
      throw searchError(
        `'${elements.slice(0, 80)}' of _elements is no list of elements at the base of the resource, such as status,code`,
        'search.html#elements',
      );
    }
    return { kind: 'elements', elements: names };
  }
  if (summary === undefined || summary === 'false' || summary === 'count') return undefined;
  if (summary === 'true' || summary === 'text' || summary === 'data')
    return { kind: 'summary', mode: summary };
  throw searchError(
    `'${summary.slice(0, 40)}' of _summary is none of true, text, data, count, false`,
    'search.html#summary',
  );
}

/** Makes the function that cuts resources down, from the `isSummary` flags and cardinalities of the definitions. */
export function createSubset(definitions: Definitions): Subset {
  const children = new Map<string, Map<string, ElementDefinition>>();

  /** The elements below a path by their JSON property names; a choice has one name a type. */
  const childrenOf = (type: string, path: string): Map<string, ElementDefinition> => {
    const known = children.get(path);
    if (known) return known;
    const found = new Map<string, ElementDefinition>();
    for (const element of definitions.types.get(type)?.elements ?? []) {
      const name = element.path.startsWith(`${path}.`) ? element.path.slice(path.length + 1) : '.';
      if (name.includes('.')) continue;
      if (!name.endsWith('[x]')) found.set(name, element);
      else
        for (const { code } of element.types)
          found.set(name.slice(0, -3) + (code[0] as string).toUpperCase() + code.slice(1), element);
    }
    children.set(path, found);
    return found;
  };

  const isKept = (name: string, element: ElementDefinition | undefined, selection: Selection): boolean => {
    if (ALWAYS.has(name)) return true;
    if (selection.kind === 'elements') {
      const base = element?.path.replace(/^.*\./, '').replace('[x]', '') ?? name;
      return (
        selection.elements.includes(base) || selection.elements.includes(name) || (element?.min ?? 0) > 0
      );
    }
    if (selection.mode === 'data') return name !== 'text';
    if (selection.mode === 'text') return name === 'text' || (element?.min ?? 0) > 0;
    return element?.summary === true;
  };

  const summarize = (
    node: Record<string, unknown>,
    type: string,
    path: string,
    selection: Selection,
  ): Record<string, unknown> => {
    const elements = childrenOf(type, path);
    const result: Record<string, unknown> = { ...node };
    for (const key of Object.keys(node)) {
      const name = key.replace(/^_/, '');
      const element = elements.get(name);
      if (!isKept(name, element, selection)) delete result[key];
      else if (element && selection.kind === 'summary' && selection.mode === 'true')
        result[key] = below(node[key], element, type, selection);
    }
    return result;
  };

  /** Backbone elements are summarised in turn; a datatype is kept whole. */
  const below = (value: unknown, element: ElementDefinition, type: string, selection: Selection): unknown => {
    if (!element.types.some(({ code }) => code === 'BackboneElement' || code === 'Element')) return value;
    const one = (item: unknown) =>
      typeof item === 'object' && item !== null
        ? summarize(item as Record<string, unknown>, type, element.path, selection)
        : item;
    return Array.isArray(value) ? value.map(one) : one(value);
  };

  return (text, selection) => {
    const resource = parseJson(text) as Resource;
    const { resourceType: type } = resource;
    const result = summarize(resource, type, type, selection) as Resource;
    const tags = Array.isArray(result.meta?.tag) ? (result.meta.tag as unknown[]) : [];
    return serializeJson({ ...result, meta: { ...result.meta, tag: [...tags, SUBSETTED] } });
  };
}
