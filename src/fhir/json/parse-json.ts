import { JsonError } from './json-error.ts';
import { lineAndColumn } from './line-and-column.ts';
import { decimal } from './literals.ts';

/** How far a text may go before it is refused. */
export interface JsonLimits {
  /** Nesting of objects and arrays; the store's BSON allows 100. */
  depth: number;
  /** Values in all, counted so that a small text cannot become a huge tree. */
  values: number;
}

export const JSON_LIMITS: JsonLimits = { depth: 64, values: 2_000_000 };

/** Items of a list at the top of a resource that are read in one go. */
const STRETCH = 256;

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const QUOTE = 34;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const BACKSLASH = 92;
const ESCAPES: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Reads JSON text (RFC 8259) into plain objects, arrays, strings, numbers, booleans and null.
 * Unlike JSON.parse it keeps the text of decimals (see literals.ts), refuses duplicate property names
 * (json.html: "the property names are unique") and `__proto__`, limits depth and size, and says where it stopped.
 * Throws JsonError.
 */
export function parseJson(text: string, limits: JsonLimits = JSON_LIMITS): unknown {
  return new Reader(text, limits).document();
}

/** JSON text as a value that is read piece by piece; see parseJson and parseBundleJson. */
export class Reader {
  readonly #text: string;
  readonly #limits: JsonLimits;
  #at = 0;
  #depth = 0;
  #values = 0;
  readonly #path: (string | number)[] = [];

  constructor(text: string, limits: JsonLimits) {
    this.#text = text;
    this.#limits = limits;
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  document(): unknown {
    const value = this.#value({}, '');
    this.#end();
    return value;
  }

  #end(): void {
    this.#blank();
    if (this.#at < this.#text.length) this.#fail(`found ${this.#found()} after the end of the JSON value`);
  }

  /** Reads the next value; a number goes straight into `parent[key]`, so that its text can be kept there. */
  #value(parent: object, key: string): unknown {
    this.#blank();
    if (++this.#values > this.#limits.values) {
      this.#fail(`more than ${this.#limits.values} values in one body`, 'limit');
    }
    const code = this.#text.charCodeAt(this.#at);
    if (code === QUOTE) return this.#string();
    if (code === OPEN_OBJECT) return this.#object();
    if (code === OPEN_ARRAY) return this.#array();
    if (code === 45 /* - */ || (code >= 48 && code <= 57)) return this.#number(parent, key);
    if (this.#word('true')) return true;
    if (this.#word('false')) return false;
    if (this.#word('null')) return null;
    return this.#fail(`found ${this.#found()} where a JSON value was expected`);
  }

  #object(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    if (!this.#open(CLOSE_OBJECT)) return object;
    do {
      const key = this.#key(object);
      this.#path.push(key);
      const value = this.#value(object, key);
      object[key] = value;
      this.#path.pop();
    } while (this.#another(CLOSE_OBJECT));
    return object;
  }

  #array(): unknown[] {
    const array: unknown[] = [];
    if (this.#open(CLOSE_ARRAY)) while (this.#item(array));
    return array;
  }

  /** Reads one item of an array; false behind the last one. */
  #item(array: unknown[]): boolean {
    const index = array.length;
    this.#path.push(index);
    array[index] = this.#value(array, String(index));
    this.#path.pop();
    return this.#another(CLOSE_ARRAY);
  }

  /** Like document(), but stops in between, after each entry of a Bundle at the latest, so that a long one need not be read in one go. */
  *steps(): Generator<void, unknown> {
    this.#blank();
    if (this.#text.charCodeAt(this.#at) !== OPEN_OBJECT) return this.document();
    this.#values++;
    const bundle: Record<string, unknown> = {};
    if (this.#open(CLOSE_OBJECT)) {
      do {
        const key = this.#key(bundle);
        this.#path.push(key);
        bundle[key] = yield* this.#member(bundle, key);
        this.#path.pop();
      } while (this.#another(CLOSE_OBJECT));
    }
    this.#end();
    return bundle;
  }

  /** A member of the whole; a list is read in stretches. */
  *#member(whole: object, key: string): Generator<void, unknown> {
    this.#blank();
    if (this.#text.charCodeAt(this.#at) !== OPEN_ARRAY) return this.#value(whole, key);
    const items: unknown[] = [];
    const stretch = key === 'entry' ? 1 : STRETCH;
    if (this.#open(CLOSE_ARRAY)) while (this.#item(items)) if (items.length % stretch === 0) yield;
    return items;
  }

  #key(object: object): string {
    this.#blank();
    if (this.#text.charCodeAt(this.#at) !== QUOTE) {
      this.#fail(`found ${this.#found()} where a property name in quotes was expected`);
    }
    const key = this.#string();
    if (key === '__proto__') this.#fail("the property name '__proto__' is not allowed");
    if (Object.hasOwn(object, key)) this.#fail(`the property '${key.slice(0, 60)}' is there twice`);
    this.#blank();
    if (this.#text.charCodeAt(this.#at) !== 58 /* : */)
      this.#fail(`found ${this.#found()} where ':' was expected`);
    this.#at++;
    return key;
  }

  /** Steps into an object or array; false if it is empty and thereby left again. */
  #open(close: number): boolean {
    this.#enter();
    this.#blank();
    if (this.#text.charCodeAt(this.#at) !== close) return true;
    this.#leave();
    return false;
  }

  /** Behind a member or item: true at a comma, false at the end, which is stepped over. */
  #another(close: number): boolean {
    this.#blank();
    const code = this.#text.charCodeAt(this.#at);
    if (code === close) {
      this.#leave();
      return false;
    }
    if (code !== 44 /* , */) {
      this.#fail(`found ${this.#found()} where ',' or '${String.fromCharCode(close)}' was expected`);
    }
    this.#at++;
    return true;
  }

  #enter(): void {
    if (++this.#depth > this.#limits.depth)
      this.#fail(`nested more than ${this.#limits.depth} levels deep`, 'limit');
    this.#at++;
  }

  #leave(): void {
    this.#depth--;
    this.#at++;
  }

  #string(): string {
    const text = this.#text;
    const start = ++this.#at;
    let at = start;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.#at = at + 1;
        return text.slice(start, at);
      }
      if (code === BACKSLASH) return this.#escaped(start, at);
      // NaN is the end of the text; below 32 are the control characters that JSON wants escaped.
      if (!(code >= 32)) {
        this.#at = at;
        this.#fail(`found ${this.#found()} inside a string`);
      }
      at++;
    }
  }

  /** A string with escapes: the plain runs between them are copied whole. */
  #escaped(start: number, firstEscape: number): string {
    const text = this.#text;
    let result = text.slice(start, firstEscape);
    this.#at = firstEscape;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === QUOTE) {
        this.#at++;
        return result;
      }
      if (code === BACKSLASH) {
        result += this.#escape();
        continue;
      }
      if (!(code >= 32)) this.#fail(`found ${this.#found()} inside a string`);
      const run = this.#at;
      let next = text.charCodeAt(++this.#at);
      while (next >= 32 && next !== QUOTE && next !== BACKSLASH) next = text.charCodeAt(++this.#at);
      result += text.slice(run, this.#at);
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? '';
    const plain = ESCAPES[letter];
    if (plain !== undefined) {
      this.#at += 2;
      return plain;
    }
    const hex = this.#text.slice(this.#at + 2, this.#at + 6);
    if (letter !== 'u' || !/^[0-9a-fA-F]{4}$/.test(hex)) this.#fail(`'\\${letter}' is not a JSON escape`);
    this.#at += 6;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  #number(parent: object, key: string): number {
    const start = this.#at;
    NUMBER.lastIndex = start;
    const token = NUMBER.exec(this.#text)?.[0];
    if (token === undefined) return this.#fail(`found ${this.#found()} where a number was expected`);
    const value = Number(token);
    if (!Number.isFinite(value)) this.#fail(`the number ${token.slice(0, 40)} is out of range`);
    this.#at = start + token.length;
    const next = this.#text.charCodeAt(this.#at);
    // A digit, letter, dot or comma inside a number: 007, 1.2.3, 7.1mg.
    if ((next >= 48 && next <= 57) || next === 46 || ((next | 32) >= 97 && (next | 32) <= 122)) {
      this.#fail(`found ${this.#found()} inside a number`);
    }
    if (String(value) !== token) decimal(parent, key, token);
    return value;
  }

  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #blank(): void {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 32 || code === 10 || code === 13 || code === 9) code = this.#text.charCodeAt(++this.#at);
  }

  #found(): string {
    if (this.#at >= this.#text.length) return 'the end of the text';
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    return character < ' '
      ? `control character U+${character.charCodeAt(0).toString(16).padStart(4, '0')}`
      : `'${character}'`;
  }

  #fail(message: string, kind: 'syntax' | 'limit' = 'syntax'): never {
    const { line, column } = lineAndColumn(this.#text, this.#at);
    const path = this.#path
      .slice(0, 20)
      .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step.slice(0, 60)}`))
      .join('')
      .replace(/^\./, '');
    throw new JsonError(message, { line, column, path, kind });
  }
}
