import type { Definitions } from '#conformance/definitions.ts';
import { parseXml } from './parse-xml.ts';
import { serializeXml, type XmlStyle } from './serialize-xml.ts';
import { XmlTypes } from './xml-types.ts';

type Breathe = () => Promise<void> | undefined;

/** FHIR XML to and from the tree that parse-json and serialize-json know; see parseXml and serializeXml. */
export interface Xml {
  parse: (text: string, breathe: Breathe) => Promise<unknown>;
  serialize: (tree: unknown, breathe: Breathe, style?: XmlStyle) => Promise<string>;
}

/** The XML format of the types that the definitions have. */
export function createXml(definitions: Definitions): Xml {
  const types = new XmlTypes(definitions);
  return {
    parse: (text, breathe) => parseXml(text, types, breathe),
    serialize: (tree, breathe, style) => serializeXml(tree, types, breathe, style),
  };
}
