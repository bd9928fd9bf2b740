import type { Definitions } from '#conformance/definitions.ts';
import { parseReference } from '#fhir/reference.ts';
import type { Resource } from '#fhir/resource.ts';
import { createLinkShapes, type Link, type LinkShape } from '#interaction/reference/link-shape.ts';

/** Where a resource leads: to resources of this server as `Type/id`, and to definitions by their canonicals. */
export interface Links {
  references: Set<string>;
  canonicals: Set<string>;
}

/** Adds to `links` where a resource leads. */
export type CollectLinks = (resource: Resource, links: Links) => void;

/**
 * Makes the function that finds every link of a resource: in references wherever they stand, extensions and
 * contained resources included; in elements of type url, as Attachment.url of a Binary; and in canonicals. The
 * profiles in `meta` say what a resource is like, not what it is about, and are no links.
 */
export function createLinkCollector(
  { resourceTypes, ...definitions }: Definitions,
  baseUrl: string,
): CollectLinks {
  const shapeOf = createLinkShapes(
    { resourceTypes, ...definitions },
    new Map([
      ['url', 'uri'],
      ['canonical', 'canonical'],
    ]),
  );
  const add = (text: string, link: Link, links: Links): void => {
    const literal = link === 'narrative' ? undefined : parseReference(text);
    const isHere = literal && resourceTypes.has(literal.type) && (literal.base ?? baseUrl) === baseUrl;
    if (isHere) links.references.add(`${literal.type}/${literal.id}`);
    if (link === 'canonical' && !text.startsWith('#')) links.canonicals.add(text);
  };
  const visit = (value: unknown, link: Link | LinkShape, links: Links): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, link, links);
    else if (typeof value === 'string') {
      if (typeof link === 'string') add(value, link, links);
    } else if (typeof value === 'object' && value !== null) {
      if (link === 'resource') visitResource(value as Resource, links);
      else if (typeof link !== 'string') visitElements(value as Record<string, unknown>, link, links);
    }
  };
  const visitElements = (node: Record<string, unknown>, shape: LinkShape, links: Links): void => {
    for (const name in node) {
      const link = shape.get(name);
      if (link !== undefined) visit(node[name], link, links);
    }
  };
  const visitResource: CollectLinks = ({ meta: _, ...resource }, links) => {
    const shape = shapeOf(resource.resourceType);
    if (shape) visitElements(resource, shape, links);
  };
  return visitResource;
}
