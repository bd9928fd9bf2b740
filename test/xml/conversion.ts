import { loadDefinitions } from '#conformance/definitions.ts';
import type { JsonLimits } from '#fhir/json/parse-json.ts';
import { parseJson } from '#fhir/json/parse-json.ts';
import { serializeJson } from '#fhir/json/serialize-json.ts';
import { parseXml } from '#xml/parse-xml.ts';
import { serializeXml, type XmlStyle } from '#xml/serialize-xml.ts';
import { XmlError } from '#xml/xml-error.ts';
import { XmlTypes } from '#xml/xml-types.ts';

const types = new XmlTypes(loadDefinitions());
const goOn = () => undefined;

/** XML text -> JSON text. */
export async function toJson(xml: string, limits?: JsonLimits): Promise<string> {
  return serializeJson(await parseXml(xml, types, goOn, limits));
}

/** JSON text -> XML text without its declaration. */
export async function toXml(json: string, style?: XmlStyle): Promise<string> {
  const xml = await serializeXml(parseJson(json), types, goOn, style);
  return xml.replace('<?xml version="1.0" encoding="UTF-8"?>', '');
}

/** The refusal of an XML text. */
export async function refusal(xml: string, limits?: JsonLimits): Promise<XmlError> {
  try {
    await parseXml(xml, types, goOn, limits);
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
  throw new Error(`${xml.slice(0, 200)} was taken`);
}

/** A resource of FHIR's namespace. */
export const resource = (type: string, content: string): string =>
  `<${type} xmlns="http://hl7.org/fhir">${content}</${type}>`;
