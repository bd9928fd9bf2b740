import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';

const require = createRequire(import.meta.url);
let engine: typeof RE2JS | undefined;

/** Loaded when the first pattern comes: a start need not pay for it. */
function linearEngine(): typeof RE2JS {
  engine ??= (require('re2js') as typeof import('re2js')).RE2JS;
  return engine;
}

/** More than anybody writes by hand, and less than what would fill the memory. */
const LONGEST_PATTERN = 1000;
const MOST_REMEMBERED = 500;

/** Up to here JavaScript's own engine, which is faster but may try again from every character, takes no time to notice. */
const SHORT_TEXT = 1000;

/** The linear engine takes each step of a pattern for each character, some twenty millions in a second. */
const MOST_STEPS = 1_000_000;

/** Patterns escape more than the Unicode mode of JavaScript allows (`\'`), so that they fall back to the mode that takes them. */
function compileNative(pattern: string): RegExp | undefined {
  for (const flags of ['gsu', 'gs']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // In the next mode, or not at all.
    }
  }
  return undefined;
}

function compileLinear(pattern: string): RE2JS | undefined {
  try {
    const Engine = linearEngine();
    return Engine.compile(pattern, Engine.DOTALL);
  } catch {
    // It has what only backtracking can match, such as references to what was matched before.
    return undefined;
  }
}

/** Whether backtracking cannot go far: at most one part of the pattern repeats without end, and refers to nothing. */
function hardlyBacktracks(pattern: string): boolean {
  const unescaped = pattern.replace(/\\./g, '_').replace(/\[[^\]]*\]/g, '_');
  const unbounded = unescaped.match(/[*+]|\{\d+,\}/g) ?? [];
  return unbounded.length <= 1 && !/\)(\*|\+|\{)/.test(unescaped.replace(/\([^()]\)(\{\d+(,\d+)?\})/g, '_'));
}

/** One pattern, for texts of either length. */
class Pattern {
  readonly #pattern: string;
  readonly #native: RegExp | undefined;
  #linear: { engine: RE2JS | undefined; size: number } | undefined;

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#native = hardlyBacktracks(pattern) ? compileNative(pattern) : undefined;
  }

  finds(text: string): boolean | undefined {
    const native = this.#nativeFor(text);
    return native ? native.test(text) : this.#linearFor(text)?.matcher(text).find();
  }

  replace(text: string, by: string): string | undefined {
    const native = this.#nativeFor(text);
    return native ? text.replace(native, by) : this.#linearFor(text)?.matcher(text).replaceAll(by);
  }

  #nativeFor(text: string): RegExp | undefined {
    if (this.#native === undefined || text.length > SHORT_TEXT) return undefined;
    this.#native.lastIndex = 0;
    return this.#native;
  }

  #linearFor(text: string): RE2JS | undefined {
    if (this.#linear === undefined) {
      const compiled = compileLinear(this.#pattern);
      this.#linear = { engine: compiled, size: compiled?.programSize() ?? 0 };
    }
    return text.length * this.#linear.size > MOST_STEPS ? undefined : this.#linear.engine;
  }
}

const patterns = new Map<string, Pattern>();

function patternOf(text: string): Pattern | undefined {
  if (text.length > LONGEST_PATTERN) return undefined;
  let compiled = patterns.get(text);
  if (compiled === undefined) {
    compiled = new Pattern(text);
    if (patterns.size >= MOST_REMEMBERED) patterns.clear();
    patterns.set(text, compiled);
  }
  return compiled;
}

/**
 * Whether a regular expression that a client may have brought matches somewhere in a text, in a time that grows with
 * the text alone: undefined where the pattern cannot be matched so, is none, or the text is too long for it.
 */
export function findsPattern(text: string, pattern: string): boolean | undefined {
  return patternOf(pattern)?.finds(text);
}

/** The text with all that matches replaced, where `$1` is what the first group has matched; undefined as findsPattern(). */
export function replacePattern(text: string, pattern: string, by: string): string | undefined {
  return patternOf(pattern)?.replace(text, by);
}
