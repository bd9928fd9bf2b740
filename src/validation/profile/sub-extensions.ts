import type { ElementNode } from '#conformance/snapshot/element-tree.ts';
import { isObject } from '../is-object.ts';
import { placeBelow } from '../place.ts';
import { quote } from '../primitive/complaint.ts';
import { isAbsolute } from '../primitive/uri.ts';
import type { Check, JsonObject } from '../shape.ts';
import { choiceOf } from './profile-definition.ts';

function child(node: ElementNode, name: string): ElementNode | undefined {
  return node.children.find((each) => each.name === name);
}

/** The slices of `extension` below the root or a slice of an extension's definition, by their fixed url. */
function slicesByUrl(node: ElementNode): Map<unknown, ElementNode> {
  const slices = child(node, 'extension')?.slices ?? [];
  return new Map(
    slices.map((slice) => {
      const url = child(slice, 'url');
      return [url && choiceOf(url.definition, 'fixed'), slice];
    }),
  );
}

/**
 * The parts of a complex extension have relative urls, which mean something only through the definition of the whole:
 * one that it does not define has no meaning (extensibility.html#Extension).
 */
export function compileSubExtensions(root: ElementNode, url: string): Check<JsonObject> {
  const known = slicesByUrl(root);
  const parts = new Map([...known].map(([part, slice]) => [part, compileSlices(slice)]));
  function compileSlices(slice: ElementNode): Check<JsonObject> | undefined {
    return child(slice, 'extension')?.slices.length ? compileSubExtensions(slice, url) : undefined;
  }
  return (extension, place, run) => {
    const items = Array.isArray(extension.extension) ? extension.extension : [];
    for (let i = 0; i < items.length; i++) {
      const part = items[i];
      if (!isObject(part) || typeof part.url !== 'string' || isAbsolute(part.url)) continue;
      const where = placeBelow(place, 'extension', i);
      if (known.has(part.url)) parts.get(part.url)?.(part, where, run);
      else {
        const expected = [...known.keys()].filter((each) => typeof each === 'string').map(quote);
        const words = `Found the part ${quote(part.url)} of ${quote(url)}`;
        run.error('extension', where, `${words}, expected ${expected.join(' or ') || 'no part'}.`, url);
      }
    }
  };
}
