/** What a text is refused for, with its place: line and column count from 1. */
export class TextError extends Error {
  readonly line: number;
  readonly column: number;
  /** FHIRPath-like place of what was being read, e.g. `Patient.name[0].family`; empty before the root. */
  readonly path: string;
  /** `limit` for depth and size, `syntax` for all else. */
  readonly kind: 'syntax' | 'limit';

  constructor(
    message: string,
    place: { line: number; column: number; path: string; kind: 'syntax' | 'limit' },
  ) {
    super(message);
    this.line = place.line;
    this.column = place.column;
    this.path = place.path;
    this.kind = place.kind;
  }
}
