import { placesOf, type TextPlace } from './places-of.ts';
import { type DocumentPath, note, type Wanted, wantedOf } from './wanted.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_OBJECT = 123;
const OPEN_ARRAY = 91;

/** What is looked for below a primitive may stand in its `_name`; the primitive itself does not. */
function siblingOf(name: string, wanted: Wanted | undefined): Wanted | undefined {
  const primitive = name.startsWith('_') ? wanted?.below.get(name.slice(1)) : undefined;
  return primitive && { ends: [], below: primitive.below };
}

/** Walks through a JSON text once and notes where the wanted values begin. */
class Locator {
  readonly #text: string;
  readonly #offsets: number[];
  #at = 0;

  constructor(text: string, offsets: number[]) {
    this.#text = text;
    this.#offsets = offsets;
  }

  /** The value that begins here; `wanted` is undefined where nothing is looked for any more. */
  value(wanted: Wanted | undefined): void {
    this.#blank();
    const start = this.#at;
    if (wanted !== undefined) note(wanted, start, this.#offsets);
    const code = this.#text.charCodeAt(this.#at);
    if (code === QUOTE) this.#string();
    else if (code === OPEN_OBJECT) this.#members(wanted);
    else if (code === OPEN_ARRAY) this.#items(wanted);
    else while (this.#at < this.#text.length && !/[,\]}\s]/.test(this.#text[this.#at]!)) this.#at++;
  }

  #members(wanted: Wanted | undefined): void {
    this.#at++;
    for (;;) {
      this.#blank();
      if (this.#text[this.#at] !== '"') break;
      const name = this.#string();
      this.#blank();
      this.#at++;
      // The id and extensions of a primitive stand in `_name`.
      this.value(wanted?.below.get(name) ?? siblingOf(name, wanted));
      if (!this.#another()) return;
    }
    this.#at++;
  }

  #items(wanted: Wanted | undefined): void {
    this.#at++;
    this.#blank();
    if (this.#text[this.#at] === ']') {
      this.#at++;
      return;
    }
    for (let index = 0; ; index++) {
      this.value(wanted?.below.get(index));
      if (!this.#another()) return;
    }
  }

  /** Steps over a comma, or over the end of an object or array. */
  #another(): boolean {
    this.#blank();
    return this.#text[this.#at++] === ',';
  }

  #string(): string {
    const start = ++this.#at;
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === BACKSLASH) this.#at++;
      else if (code === QUOTE) break;
    }
    return this.#text.slice(start, this.#at++);
  }

  #blank(): void {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 32 || code === 10 || code === 13 || code === 9 || code === 0xfeff)
      code = this.#text.charCodeAt(++this.#at);
  }
}

/**
 * Where the values at `paths` begin in a JSON text that has been parsed without complaint; one pass for all of them.
 * A path that leads to nothing gives the place of the last value on the way.
 */
export function locateInJson(text: string, paths: DocumentPath[]): TextPlace[] {
  const offsets: number[] = paths.map(() => 0);
  if (paths.length > 0) new Locator(text, offsets).value(wantedOf(paths));
  return placesOf(text, offsets);
}
