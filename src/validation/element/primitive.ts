import { complainAboutNarrative } from '../narrative/narrative.ts';
import type { Place } from '../place.ts';
import { complainAboutBase64 } from '../primitive/base64.ts';
import type { Complaint } from '../primitive/complaint.ts';
import {
  complainAboutDate,
  complainAboutDateTime,
  complainAboutInstant,
  complainAboutTime,
} from '../primitive/date-time.ts';
import { complainAboutBoolean, complainAboutDecimal, integerRule } from '../primitive/number.ts';
import { complainAboutCode, complainAboutElementId, stringRule } from '../primitive/text.ts';
import { complainAboutId, complainAboutOid, complainAboutUuid, uriRule } from '../primitive/uri.ts';
import type { Run } from '../run.ts';
import type { PrimitiveShape } from '../shape.ts';

const RULES: Record<string, (value: unknown) => Complaint | undefined> = {
  base64Binary: complainAboutBase64,
  boolean: complainAboutBoolean,
  canonical: uriRule('canonical'),
  code: complainAboutCode,
  date: complainAboutDate,
  dateTime: complainAboutDateTime,
  decimal: complainAboutDecimal,
  id: complainAboutId,
  instant: complainAboutInstant,
  integer: integerRule('integer'),
  markdown: stringRule('markdown'),
  oid: complainAboutOid,
  positiveInt: integerRule('positiveInt'),
  string: stringRule('string'),
  time: complainAboutTime,
  unsignedInt: integerRule('unsignedInt'),
  uri: uriRule('uri'),
  url: uriRule('url'),
  uuid: complainAboutUuid,
  xhtml: complainAboutNarrative,
};

/** The id of an element (not of a resource), whose rule differs from that of the datatype `id`. */
export const elementIdShape: PrimitiveShape = {
  kind: 'primitive',
  type: 'id',
  complain: complainAboutElementId,
};

/** Compiles the lexical rule of a primitive type; throws for a type that R4 does not have. */
export function compilePrimitive(type: string): PrimitiveShape {
  const complain = RULES[type];
  if (complain === undefined) throw new Error(`R4 has no primitive type '${type}'`);
  return { kind: 'primitive', type, complain };
}

/** Checks one value of a primitive element against its lexical rule; true when it may stand. */
export function checkPrimitive(value: unknown, shape: PrimitiveShape, place: Place, run: Run): boolean {
  const complaint = shape.complain(value);
  if (complaint === undefined) return true;
  const { severity = 'error', code = 'value', diagnostics, source } = complaint;
  run.report({ severity, code, diagnostics, source }, place);
  return severity !== 'error';
}
