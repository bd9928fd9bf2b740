import { isId } from '#fhir/resource.ts';
import { type Complaint, complainAbout } from './complaint.ts';
import { hasSpace } from './text.ts';

/** `urn:oid:` and a dotted number that starts with 0, 1 or 2 and has no leading zeros (datatypes.html#oid). */
export function isOid(text: string): boolean {
  if (!text.startsWith('urn:oid:')) return false;
  const arcs = text.slice(8).split('.');
  return arcs.length > 1 && /^[0-2]$/.test(arcs[0]!) && arcs.every((arc) => /^(0|[1-9]\d*)$/.test(arc));
}

/** `urn:uuid:` and a UUID in lower case (datatypes.html#uuid). */
export function isUuid(text: string): boolean {
  return /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);
}

/** Whether a uri names its scheme, e.g. `http:` or `urn:`. */
export function isAbsolute(uri: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(uri);
}

/** uri, url and canonical (datatypes.html#uri): no white space; OIDs and UUIDs in their own form. */
export function uriRule(type: 'uri' | 'url' | 'canonical') {
  return (value: unknown): Complaint | undefined => {
    if (typeof value !== 'string' || value === '')
      return complainAbout(type, value, `a ${type} as a JSON string`);
    if (hasSpace(value)) return complainAbout(type, value, `a ${type} without white space`);
    if (type === 'canonical' && !value.startsWith('#') && !isAbsolute(value))
      return complainAbout(type, value, 'an absolute url, or # and the id of a contained resource');
    if (!value.startsWith('urn:')) return undefined;
    // A canonical may add |version and #fragment.
    const urn = type === 'canonical' ? value.split(/[|#]/, 1)[0]! : value;
    if (urn.startsWith('urn:oid:')) return complainAboutOid(urn);
    return urn.startsWith('urn:uuid:') ? complainAboutUuid(urn) : undefined;
  };
}

/** oid (datatypes.html#oid). */
export function complainAboutOid(value: unknown): Complaint | undefined {
  if (typeof value === 'string' && isOid(value)) return undefined;
  return complainAbout('oid', value, 'an OID as urn:oid:1.2.3, without leading zeros');
}

/** uuid (datatypes.html#uuid). */
export function complainAboutUuid(value: unknown): Complaint | undefined {
  if (typeof value === 'string' && isUuid(value)) return undefined;
  return complainAbout(
    'uuid',
    value,
    'a UUID as urn:uuid:c757873d-ec9a-4326-a141-556f43239520, in lower case',
  );
}

/** id (datatypes.html#id). */
export function complainAboutId(value: unknown): Complaint | undefined {
  if (typeof value === 'string' && isId(value)) return undefined;
  return complainAbout('id', value, 'an id of 1 to 64 letters, digits, "-" and "."');
}
