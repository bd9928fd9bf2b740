import { refuse } from '#fhir/operation-outcome.ts';
import { parseConditionalReference, parseReference } from '#fhir/reference.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Link, LinkShape, LinkShapes } from './link-shape.ts';

/** How the references of one entry's resource are rewritten. */
export interface Rewriting {
  /** In a bundle a urn must be the fullUrl of an entry; a resource alone may carry one that others know. */
  inBundle: boolean;
  /** fullUrl of an entry -> `Type/id` as it will be stored. */
  targets: Map<string, string>;
  /** The service base of this entry's fullUrl, against which its relative references are read. */
  base: string | undefined;
  /** This server's own base: versions of what lies below it are versions here. */
  ownBase: string;
  /** The elements of each type that link. */
  shapeOf: LinkShapes;
  /** Gives a stand-in `Type/id` for a reference by search. */
  standIn: (reference: { type: string; query: string }, path: string) => string;
  /** Is told each id that was put in. */
  used: (target: string) => void;
}

/**
 * Replaces in place every reference to another entry of the bundle: in references, in elements of type uri, url,
 * oid and uuid, and in links of the narrative, but not in canonicals (http.html#trules); and every reference by
 * search by its stand-in. All else stays as it was sent.
 */
export function rewriteReferences(resource: Resource, place: string, rewriting: Rewriting): void {
  const shape = rewriting.shapeOf(resource.resourceType);
  // A contained resource of no type of R4 is the validator's to refuse.
  if (shape) rewriteObject(resource, shape, place, rewriting);
}

type Json = Record<string, unknown>;

function rewriteObject(node: Json, shape: LinkShape, path: string, rewriting: Rewriting): void {
  for (const key in node) {
    const link = shape.get(key);
    if (link === undefined) continue;
    const value = node[key];
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) rewriteItem(value, i, link, `${path}.${key}[${i}]`, rewriting);
    } else rewriteItem(node, key, link, `${path}.${key}`, rewriting);
  }
}

/** Rewrites `holder[key]`, a property or an item of a list; what is not of its type is the validator's to refuse. */
function rewriteItem(
  holder: Json | unknown[],
  key: string | number,
  link: Link | LinkShape,
  path: string,
  rewriting: Rewriting,
): void {
  const value = (holder as Json)[key];
  if (typeof value === 'string') {
    const replaced = typeof link === 'string' ? REWRITE_TEXT[link](value, path, rewriting) : undefined;
    if (replaced !== undefined) (holder as Json)[key] = replaced;
  } else if (typeof value === 'object' && value !== null) {
    if (link === 'resource') rewriteReferences(value as Resource, path, rewriting);
    else if (typeof link !== 'string') rewriteObject(value as Json, link, path, rewriting);
  }
}

type RewriteText = (text: string, path: string, rewriting: Rewriting) => string | undefined;

const REWRITE_TEXT: Record<Link, RewriteText> = {
  reference: rewriteReference,
  uri: (url, _path, rewriting) => target(url, rewriting),
  canonical: () => undefined,
  narrative: (div, _path, rewriting) => rewriteNarrative(div, rewriting),
  resource: () => undefined,
};

/**
 * Where a url leads in the bundle: to the entry with it as fullUrl. A fragment stays; a version goes, since it
 * counts the versions of another server (bundle.html#references).
 */
function target(url: string, rewriting: Rewriting): string | undefined {
  if (!rewriting.targets.size) return undefined;
  const hash = url.indexOf('#');
  const [whole, fragment] = hash < 0 ? [url, ''] : [url.slice(0, hash), url.slice(hash)];
  const found = rewriting.targets.get(whole) ?? rewriting.targets.get(withoutVersion(whole, rewriting));
  if (found === undefined) return undefined;
  rewriting.used(found);
  return found + fragment;
}

function withoutVersion(url: string, { ownBase }: Rewriting): string {
  const { base, type, id, versionId } = (url.includes('/_history/') && parseReference(url)) || {};
  return versionId === undefined || base === ownBase ? url : `${base}/${type}/${id}`;
}

function rewriteReference(value: string, path: string, rewriting: Rewriting): string | undefined {
  const direct = target(value, rewriting);
  if (direct !== undefined) return direct;
  const byCondition = parseConditionalReference(value);
  if (byCondition) {
    const standIn = rewriting.standIn(byCondition, path);
    rewriting.used(standIn);
    return standIn;
  }
  if (rewriting.inBundle && /^urn:(uuid|oid):/.test(value)) {
    throw refuse(
      400,
      'not-found',
      `the reference '${value.slice(0, 100)}' is the fullUrl of no entry of this bundle`,
      { expression: path, source: 'http.html#transaction' },
    );
  }
  const isRelative = rewriting.base !== undefined && /^[A-Z][A-Za-z]+\//.test(value);
  return isRelative ? target(`${rewriting.base}/${value}`, rewriting) : undefined;
}

function rewriteNarrative(div: string, rewriting: Rewriting): string | undefined {
  if (!rewriting.targets.size) return undefined;
  const result = div.replace(/\b(href|src)\s*=\s*(["'])([^"']+)\2/g, (whole, name, quote, url) => {
    const found = target(url, rewriting);
    return found === undefined ? whole : `${name}=${quote}${found}${quote}`;
  });
  return result === div ? undefined : result;
}
