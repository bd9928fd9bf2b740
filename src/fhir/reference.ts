/** What the text of a reference says (references.html#literal). */
export interface LiteralReference {
  type: string;
  id: string;
  versionId?: string;
  /** The service base of an absolute reference, without a trailing slash. */
  base?: string;
}

const LITERAL =
  /^(?:(https?:\/\/[^?#]*)\/)?([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/([A-Za-z0-9\-.]{1,64}))?(?:#[A-Za-z0-9\-.]{0,64})?$/;

/** Reads `Patient/1`, `Patient/1/_history/2` or the same behind a service base, also with a fragment; undefined for all else. */
export function parseReference(text: string): LiteralReference | undefined {
  const match = LITERAL.exec(text);
  if (!match) return undefined;
  const [, base, type, id, versionId] = match;
  return { type: type ?? '', id: id ?? '', ...(versionId ? { versionId } : {}), ...(base ? { base } : {}) };
}

/** A reference that is a search, `Practitioner?identifier=...` (http.html#transaction, conditional references). */
export function parseConditionalReference(text: string): { type: string; query: string } | undefined {
  const match = /^([A-Z][A-Za-z]+)\?(.+)$/.exec(text);
  return match ? { type: match[1] ?? '', query: match[2] ?? '' } : undefined;
}
