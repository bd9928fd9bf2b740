import type { CodeSystem, ConceptMap, NamingSystem, ValueSet } from '@medplum/fhirtypes';
import { entryOf } from '#conformance/canonical-entry.ts';
import type { Content, Entry } from '#terminology/content/content.ts';
import { PreparedContent } from '#terminology/content/prepared-content.ts';
import { createTerminology } from '#terminology/create-terminology.ts';

type Held = CodeSystem | ValueSet | ConceptMap | NamingSystem;

/** Terminology of these resources, with R4's behind them. */
export function terminologyOf(...resources: object[]) {
  return createTerminology({ sources: [contentOf(resources as Held[]), new PreparedContent()] });
}

/** Content that is in memory. */
function contentOf(resources: Held[]): Content {
  const held = new Map<Entry, Held>(resources.map((resource) => [entryOf(resource), resource]));
  const entries = [...held.keys()];
  return {
    entries: (type, url) => entries.filter((entry) => entry.type === type && entry.url === url),
    all: (type) => entries.filter((entry) => entry.type === type),
    read: (entry) => held.get(entry),
    generation: () => 0,
  };
}

/** A code system: `{ a: {}, b: { b1: {} } }` gives the codes a, b and, below b, b1. */
export function codeSystem(url: string, codes: Nested, more: object = {}): object {
  return {
    resourceType: 'CodeSystem',
    url,
    version: '1',
    status: 'active',
    content: 'complete',
    caseSensitive: true,
    concept: conceptsOf(codes),
    ...more,
  };
}

export interface Nested {
  [code: string]: Nested;
}

const conceptsOf = (codes: Nested): object[] =>
  Object.entries(codes).map(([code, below]) => ({
    code,
    display: `The ${code}`,
    ...(Object.keys(below).length ? { concept: conceptsOf(below) } : {}),
  }));

/** A value set of these includes, without those excludes. */
export function valueSet(url: string, include: object[], exclude: object[] = [], more: object = {}): object {
  const compose = { ...more, include, ...(exclude.length ? { exclude } : {}) };
  return { resourceType: 'ValueSet', url, status: 'active', compose };
}
