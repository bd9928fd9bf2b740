import { RE2JS } from 're2js';

/** More than anybody writes by hand, and less than what would fill the memory. */
const LONGEST_PATTERN = 1000;
const MOST_REMEMBERED = 500;

const patterns = new Map<string, RE2JS | undefined>();

function compile(pattern: string): RE2JS | undefined {
  if (pattern.length > LONGEST_PATTERN) return undefined;
  try {
    return RE2JS.compile(pattern);
  } catch {
    // It has what only backtracking can match, such as references to what was matched before.
    return undefined;
  }
}

/**
 * Whether a text matches a regular expression that a client has brought, in a time that grows with the text alone:
 * undefined where the pattern cannot be matched so.
 */
export function matchesPattern(text: string, pattern: string): boolean | undefined {
  let compiled = patterns.get(pattern);
  if (compiled === undefined && !patterns.has(pattern)) {
    compiled = compile(pattern);
    if (patterns.size >= MOST_REMEMBERED) patterns.clear();
    patterns.set(pattern, compiled);
  }
  return compiled?.matcher(text).find();
}
