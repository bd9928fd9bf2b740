import { RE2JS } from 're2js';

/** More than anybody writes by hand, and less than what would fill the memory. */
const LONGEST_PATTERN = 1000;
const MOST_REMEMBERED = 500;

/** Up to here JavaScript's own engine, which is faster but may try again from every character, takes no time to notice. */
const SHORT_TEXT = 1000;

type Test = (text: string) => boolean;

const tests = new Map<string, { short: Test; long: Test | undefined } | undefined>();

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

function compile(pattern: string): { short: Test; long: Test | undefined } | undefined {
  if (pattern.length > LONGEST_PATTERN) return undefined;
  const linear = linearTest(pattern);
  const native = hardlyBacktracks(pattern) ? nativeTest(pattern) : undefined;
  const short = native ?? linear;
  return short && { short, long: linear };
}

/**
 * Whether a regular expression that a client may have brought matches somewhere in a text, in a time that grows with
 * the text alone: undefined where the pattern cannot be matched so, or is none.
 */
export function findsPattern(text: string, pattern: string): boolean | undefined {
  let test = tests.get(pattern);
  if (test === undefined && !tests.has(pattern)) {
    test = compile(pattern);
    if (tests.size >= MOST_REMEMBERED) tests.clear();
    tests.set(pattern, test);
  }
  return text.length <= SHORT_TEXT ? test?.short(text) : test?.long?.(text);
}
