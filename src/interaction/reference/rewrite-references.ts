import { refuse } from '#fhir/operation-outcome.ts';
import { parseConditionalReference, parseReference } from '#fhir/reference.ts';
import type { Resource } from '#fhir/resource.ts';

/** How the references of one entry's resource are rewritten. */
export interface Rewriting {
  /** In a bundle a urn must be the fullUrl of an entry; a resource alone may carry one that others know. */
  inBundle: boolean;
  /** fullUrl of an entry -> `Type/id` as it will be stored. */
  targets: Map<string, string>;
  /** The service base of this entry's fullUrl, against which its relative references are read. */
  base: string | undefined;
  /** Gives a stand-in `Type/id` for a reference by search. */
  standIn: (reference: { type: string; query: string }, path: string) => string;
  /** Is told each id that was put in. */
  used: (target: string) => void;
}

/** Elements of type string whose value may look like a URL but is none that links. */
const NOT_LINKS = new Set(['id', 'value', 'display', 'text', 'fullUrl', 'resourceType']);

/**
 * Replaces in place every reference to another entry of the bundle, wherever it stands: in references, in
 * uri, url, oid and uuid elements, and in links of the narrative (http.html#trules), and every reference by
 * search by its stand-in. All else stays as it was sent.
 */
export function rewriteReferences(resource: Resource, place: string, rewriting: Rewriting): void {
  rewriteObject(resource, place, rewriting);
}

function rewriteObject(node: Record<string, unknown>, path: string, rewriting: Rewriting): void {
  for (const key of Object.keys(node)) {
    const value = node[key];
    if (typeof value === 'string') {
      const replaced = rewriteText(key, value, path, rewriting);
      if (replaced !== undefined) node[key] = replaced;
    } else if (Array.isArray(value)) rewriteArray(value, key, `${path}.${key}`, rewriting);
    else if (typeof value === 'object' && value !== null)
      rewriteObject(value as Record<string, unknown>, `${path}.${key}`, rewriting);
  }
}

function rewriteArray(items: unknown[], key: string, path: string, rewriting: Rewriting): void {
  items.forEach((item, i) => {
    if (typeof item === 'string') {
      const replaced = rewriteText(key, item, path, rewriting);
      if (replaced !== undefined) items[i] = replaced;
    } else if (typeof item === 'object' && item !== null)
      rewriteObject(item as Record<string, unknown>, `${path}[${i}]`, rewriting);
  });
}

function rewriteText(key: string, value: string, path: string, rewriting: Rewriting): string | undefined {
  if (key === 'reference') return rewriteReference(value, path, rewriting);
  if (key === 'div') return rewriteNarrative(value, rewriting);
  if (NOT_LINKS.has(key)) return undefined;
  return target(value, rewriting);
}

function target(url: string, { targets, used }: Rewriting): string | undefined {
  const found = targets.get(url);
  if (found !== undefined) used(found);
  return found;
}

function rewriteReference(value: string, path: string, rewriting: Rewriting): string | undefined {
  const direct = target(value, rewriting);
  if (direct !== undefined) return direct;
  const byCondition = parseConditionalReference(value);
  if (byCondition) {
    const standIn = rewriting.standIn(byCondition, `${path}.reference`);
    rewriting.used(standIn);
    return standIn;
  }
  if (rewriting.inBundle && /^urn:(uuid|oid):/.test(value)) {
    throw refuse(
      400,
      'not-found',
      `the reference '${value.slice(0, 100)}' is the fullUrl of no entry of this bundle`,
      {
        expression: `${path}.reference`,
        source: 'http.html#transaction',
      },
    );
  }
  const literal = rewriting.base === undefined ? undefined : parseReference(value);
  return literal && literal.base === undefined
    ? target(`${rewriting.base}/${literal.type}/${literal.id}`, rewriting)
    : undefined;
}

function rewriteNarrative(div: string, rewriting: Rewriting): string | undefined {
  if (!rewriting.targets.size) return undefined;
  const result = div.replace(/\b(href|src)=(["'])([^"']+)\2/g, (whole, name, quote, url) => {
    const found = target(url, rewriting);
    return found === undefined ? whole : `${name}=${quote}${found}${quote}`;
  });
  return result === div ? undefined : result;
}
