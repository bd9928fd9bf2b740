import { SaxesParser } from 'saxes';
import { XHTML } from './namespaces.ts';

/** Characters that are read in one go, some two milliseconds' work. */
const STRETCH = 65_536;

/**
 * The narrative of a resource as it may stand in XML: the text itself if it is one well-formed XHTML div without
 * DOCTYPE, entities of its own or prefixes; undefined else. So nothing in it can end the element around it.
 * Stops now and then, for a narrative may be long.
 */
export function* checkDiv(value: unknown): Generator<void, string | undefined> {
  if (typeof value !== 'string' || !value.startsWith('<div') || !value.endsWith('>')) return undefined;
  // Namespaces are looked at here: the tokenizer would look up every open element for each one.
  const parser = new SaxesParser({ position: false });
  let isGood = true;
  let isRoot = true;
  parser.on('error', () => {
    isGood = false;
  });
  parser.on('doctype', () => {
    isGood = false;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const { xmlns } = attributes;
    if (isRoot ? name !== 'div' || xmlns !== XHTML : xmlns !== undefined && xmlns !== XHTML) isGood = false;
    if ([name, ...Object.keys(attributes)].some(hasPrefix)) isGood = false;
    isRoot = false;
  });
  for (let at = 0; isGood && at < value.length; at += STRETCH) {
    parser.write(value.slice(at, at + STRETCH));
    if (at > 0) yield;
  }
  if (isGood) parser.close();
  return isGood ? value : undefined;
}

/** A prefix that has no meaning of itself; that of `xml:lang` has. */
const hasPrefix = (name: string): boolean => name.includes(':') && !name.startsWith('xml:');
