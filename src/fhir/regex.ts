import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
let engine: typeof import('re2js').RE2JS | undefined;

/** Loaded when the first pattern comes: a start need not pay for it. */
function linearEngine(): typeof import('re2js').RE2JS {
  engine ??= (require('re2js') as typeof import('re2js')).RE2JS;
  return engine;
}

/** More than anybody writes by hand, and less than what would fill the memory. */
const LONGEST_PATTERN = 1000;
const MOST_REMEMBERED = 500;

/** Up to here JavaScript's own engine, which is faster but may try again from every character, takes no time to notice. */
const SHORT_TEXT = 1000;

type Test = (text: string) => boolean;

const patterns = new Map<string, Pattern>();

/** Patterns escape more than the Unicode mode of JavaScript allows (`\'`), so that they fall back to the mode that takes them. */
function nativeTest(pattern: string): Test | undefined {
  for (const flags of ['us', 's']) {
    try {
      const compiled = new RegExp(pattern, flags);
      return (text) => compiled.test(text);
    } catch {
      // In the next mode, or not at all.
    }
  }
  return undefined;
}

function linearTest(pattern: string): Test | undefined {
  try {
    const RE2JS = linearEngine();
    const compiled = RE2JS.compile(pattern, RE2JS.DOTALL);
    return (text) => compiled.matcher(text).find();
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
  readonly #short: Test | undefined;
  #linear: { test: Test | undefined } | undefined;

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#short = hardlyBacktracks(pattern) ? nativeTest(pattern) : undefined;
  }

  finds(text: string): boolean | undefined {
    if (text.length <= SHORT_TEXT && this.#short !== undefined) return this.#short(text);
    this.#linear ??= { test: linearTest(this.#pattern) };
    return this.#linear.test?.(text);
  }
}

/**
 * Whether a regular expression that a client may have brought matches somewhere in a text, in a time that grows with
 * the text alone: undefined where the pattern cannot be matched so, or is none.
 */
export function findsPattern(text: string, pattern: string): boolean | undefined {
  if (pattern.length > LONGEST_PATTERN) return undefined;
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    compiled = new Pattern(pattern);
    if (patterns.size >= MOST_REMEMBERED) patterns.clear();
    patterns.set(pattern, compiled);
  }
  return compiled.finds(text);
}
