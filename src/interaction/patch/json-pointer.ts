/** A JSON Pointer (RFC 6901) as its reference tokens; the whole document has none. */
export type JsonPointer = string[];

/** Deeper than any resource is nested. */
const MOST_TOKENS = 64;

/** `/name/0/a~1b` -> `['name', '0', 'a/b']`; undefined for what is no pointer, or deeper than JSON is taken. */
export function parsePointer(text: string): JsonPointer | undefined {
  if (text === '') return [];
  if (!text.startsWith('/') || /~(?![01])/.test(text)) return undefined;
  const tokens = text.slice(1).split('/', MOST_TOKENS + 1);
  if (tokens.length > MOST_TOKENS) return undefined;
  return tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The token as an index of an array: digits without a leading zero (RFC 6901, section 4); undefined for others. */
export function arrayIndex(token: string): number | undefined {
  return /^(?:0|[1-9]\d{0,8})$/.test(token) ? Number(token) : undefined;
}

/** The pointer as FHIRPath, e.g. `Patient.name[0].family`, for OperationOutcome.issue.expression. */
export function pointerExpression(pointer: JsonPointer, type: string): string {
  return pointer.reduce((path, token) => {
    if (arrayIndex(token) !== undefined) return `${path}[${token}]`;
    return /^[A-Za-z_]\w{0,63}$/.test(token) ? `${path}.${token}` : path;
  }, type);
}
