import type { Definitions } from '#conformance/definitions.ts';
import type { TextPlace } from '#fhir/place/places-of.ts';
import type { DocumentPath } from '#fhir/place/wanted.ts';
import { locateInXml } from './locate-in-xml.ts';
import { parseXml } from './parse-xml.ts';
import { serializeXml, type XmlStyle } from './serialize-xml.ts';
import { XmlTypes } from './xml-types.ts';

type Breathe = () => Promise<void> | undefined;

/** FHIR XML to and from the tree that parse-json and serialize-json know; see parseXml, serializeXml and locateInXml. */
export interface Xml {
  parse: (text: string, breathe: Breathe) => Promise<unknown>;
  locate: (text: string, paths: DocumentPath[], breathe: Breathe) => Promise<TextPlace[]>;
  serialize: (tree: unknown, breathe: Breathe, style?: XmlStyle) => Promise<string>;
}

/** The XML format of the types that the definitions have. */
export function createXml(definitions: Definitions): Xml {
  const types = new XmlTypes(definitions);
  return {
    parse: (text, breathe) => parseXml(text, types, breathe),
    locate: locateInXml,
    serialize: (tree, breathe, style) => serializeXml(tree, types, breathe, style),
  };
}
