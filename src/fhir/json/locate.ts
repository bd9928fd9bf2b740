/** A way into a JSON document: property names and positions in arrays. */
export type JsonPath = (string | number)[];

/** Where something stands in a text; both count from 1. */
export interface TextPlace {
  line: number;
  column: number;
}

/** What is looked for at a value and below it. */
interface Wanted {
  /** The indexes of the paths that end here. */
  ends: number[];
  below: Map<string | number, Wanted>;
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_OBJECT = 123;
const OPEN_ARRAY = 91;

function wantedOf(paths: JsonPath[]): Wanted {
  const root: Wanted = { ends: [], below: new Map() };
  for (const [index, path] of paths.entries()) {
    let node = root;
    for (const step of path) {
      let next = node.below.get(step);
      if (next === undefined) {
        next = { ends: [], below: new Map() };
        node.below.set(step, next);
      }
      node = next;
    }
    node.ends.push(index);
  }
  return root;
}

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
    if (wanted !== undefined) this.#note(wanted, start);
    const code = this.#text.charCodeAt(this.#at);
    if (code === QUOTE) this.#string();
    else if (code === OPEN_OBJECT) this.#members(wanted);
    else if (code === OPEN_ARRAY) this.#items(wanted);
    else while (this.#at < this.#text.length && !/[,\]}\s]/.test(this.#text[this.#at]!)) this.#at++;
  }

  /** Everything below a value that is not found stands where the value does. */
  #note(wanted: Wanted, offset: number): void {
    for (const index of wanted.ends) this.#offsets[index] = offset;
    for (const below of wanted.below.values()) this.#note(below, offset);
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
export function locate(text: string, paths: JsonPath[]): TextPlace[] {
  const offsets: number[] = paths.map(() => 0);
  if (paths.length > 0) new Locator(text, offsets).value(wantedOf(paths));
  return placesOf(text, offsets);
}

const LINE_FEED = 10;

/** The lines and columns of many characters, counted in one pass. */
function placesOf(text: string, offsets: number[]): TextPlace[] {
  const places: TextPlace[] = offsets.map(() => ({ line: 1, column: 1 }));
  const inOrder = offsets.map((_, index) => index).sort((a, b) => offsets[a]! - offsets[b]!);
  let [at, line, start] = [0, 1, 0];
  for (const index of inOrder) {
    const end = offsets[index]!;
    for (; at < end; at++) {
      if (text.charCodeAt(at) !== LINE_FEED) continue;
      line++;
      start = at + 1;
    }
    places[index] = { line, column: end - start + 1 };
  }
  return places;
}
