import { distanceBetween } from './great-circle.ts';
import { matchesTime, matchesValue } from './match-value.ts';
import { positionOf } from './parameter/near.ts';
import type { IndexValue, SearchExpression, ValueExpression } from './search-expression.ts';

/** A resource as a search sees it before it is stored. */
export interface Searchable {
  id: string;
  index: IndexValue[];
  /** When the version was made, in milliseconds since 1970; without it no `_lastUpdated` is met. */
  lastUpdated?: number;
  /** Answers chains, `_has` and hierarchies, which ask about other resources; without it none is met. */
  elsewhere?: (expression: SearchExpression) => boolean;
}

/**
 * Whether a resource that is not stored yet, or a version that is current no longer, meets an expression, by its own
 * search values.
 */
export function matches(expression: SearchExpression, resource: Searchable): boolean {
  const index = resource.index.some(({ contained }) => contained)
    ? resource.index.filter(({ contained }) => !contained)
    : resource.index;
  return meets(expression, { ...resource, index });
}

function meets(expression: SearchExpression, resource: Searchable): boolean {
  switch (expression.op) {
    case 'all':
      return expression.of.every((e) => meets(e, resource));
    case 'any':
      return expression.of.some((e) => meets(e, resource));
    case 'not':
      return !meets(expression.of, resource);
    case 'missing':
      return !resource.index.some((v) => v.kind === expression.kind && v.parameter === expression.parameter);
    case 'id':
      return expression.ids.includes(resource.id);
    case 'chain':
    case 'has':
    case 'hierarchy':
      return resource.elsewhere?.(expression) ?? false;
    case 'last-updated': {
      const { lastUpdated } = resource;
      if (lastUpdated === undefined) return false;
      return matchesTime(expression.prefix, { low: lastUpdated, high: lastUpdated + 1 }, expression.span);
    }
    case 'word':
      return resource.index.some((v) => matchesWord(expression, v));
    case 'near':
      return matchesPlace(expression, resource.index);
    case 'composite':
      return matchesComposite(expression.of, resource.index);
    default:
      return resource.index.some((v) => v.parameter === expression.parameter && matchesValue(expression, v));
  }
}

function matchesPlace(near: Extract<SearchExpression, { op: 'near' }>, index: IndexValue[]): boolean {
  const [latitude, longitude] = positionOf(near.parameter).map((part) =>
    index.find((v) => v.parameter === part && v.kind === 'number'),
  );
  if (latitude?.kind !== 'number' || longitude?.kind !== 'number') return false;
  return distanceBetween(near, { latitude: latitude.low, longitude: longitude.low }) <= near.distance;
}

/** Whether one occurrence of a composite has a value for each of its parts. */
function matchesComposite(parts: ValueExpression[], index: IndexValue[]): boolean {
  const occurrences = parts.map(
    (part) =>
      new Set(
        index
          .filter((v) => v.parameter === part.parameter && matchesValue(part, v))
          .map(({ occurrence }) => occurrence),
      ),
  );
  const [first, ...others] = occurrences;
  return [...(first ?? [])].some((occurrence) => others.every((other) => other.has(occurrence)));
}

function matchesWord(
  { parameter, word, prefix }: Extract<SearchExpression, { op: 'word' }>,
  value: IndexValue,
): boolean {
  if (value.kind !== 'text' || value.parameter !== parameter) return false;
  return ` ${value.words} `.includes(prefix ? ` ${word}` : ` ${word} `);
}
