import { refuse } from '#fhir/operation-outcome.ts';
import { filterError } from './filter-error.ts';
import { type Filter, type FilterTest, OPERATORS, type Operator, type PathStep } from './filter-syntax.ts';

/** Beyond these a filter is no question that a person or program asks. */
const MOST_CHARACTERS = 16_384;
const MOST_TESTS = 200;
const DEEPEST = 32;

/** Reads the text of a filter by the grammar of search_filter.html; throws a 400 with the place where it goes wrong. */
export function parseFilter(text: string): Filter {
  if (text.length > MOST_CHARACTERS)
    throw refuse(
      400,
      'too-costly',
      `_filter has ${text.length} characters; at most ${MOST_CHARACTERS} are taken`,
      { source: 'search_filter.html' },
    );
  const reader = new FilterReader(text);
  const filter = reader.filter(0);
  reader.expectEnd();
  return filter;
}

const quoted = (found: string): string =>
  found === '' ? 'the end' : `'${found.length > 40 ? `${found.slice(0, 40)}...` : found}'`;

class FilterReader {
  readonly #text: string;
  #at = 0;
  #tests = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Tests joined by `and` and `or`, from left to right and without precedence. */
  filter(depth: number): Filter {
    if (depth > DEEPEST) throw filterError(this.#at, `brackets nest deeper than ${DEEPEST}`);
    let left = this.#operand(depth);
    for (;;) {
      const joined = this.#take(/\s*(and|or)(?=[\s(]|$)/y);
      if (!joined) return left;
      left = { kind: joined[1] as 'and' | 'or', left, right: this.#operand(depth) };
    }
  }

  expectEnd(): void {
    this.#take(/\s+/y);
    if (this.#at < this.#text.length)
      throw filterError(this.#at, `expected 'and', 'or' or the end, found ${quoted(this.#word())}`);
  }

  #operand(depth: number): Filter {
    this.#take(/\s+/y);
    const bracket = this.#take(/(not\s*)?\(/y);
    if (!bracket) return this.#test(depth);
    const of = this.filter(depth + 1);
    this.#close(')');
    return bracket[1] === undefined ? of : { kind: 'not', of };
  }

  #test(depth: number): FilterTest {
    const at = this.#at;
    if (++this.#tests > MOST_TESTS) throw filterError(at, `there are more than ${MOST_TESTS} tests`);
    const path = this.#path(depth);
    const operator = this.#operator();
    return { kind: 'test', path, operator, value: this.#value(operator), at };
  }

  #path(depth: number): PathStep[] {
    const steps: PathStep[] = [];
    do {
      const at = this.#at;
      const name = this.#take(/([A-Za-z_][A-Za-z0-9_-]*)(?::([A-Z][A-Za-z]*))?/y);
      if (!name)
        throw filterError(
          at,
          `expected the name of a search parameter, '(' or 'not(', found ${quoted(this.#word())}`,
        );
      const step: PathStep = { name: name[1] as string, at, ...(name[2] ? { type: name[2] } : {}) };
      if (this.#take(/\[/y)) {
        step.filter = this.filter(depth + 1);
        this.#close(']');
        if (this.#text[this.#at] !== '.')
          throw filterError(this.#at, `expected '.' and a name behind the brackets of ${step.name}`);
      }
      steps.push(step);
    } while (this.#take(/\./y));
    return steps;
  }

  #operator(): Operator {
    if (!this.#take(/\s+/y))
      throw filterError(this.#at, `expected a blank and an operator, found ${quoted(this.#word())}`);
    const at = this.#at;
    const word = this.#take(/[^\s()[\]"]+/y)?.[0] ?? '';
    if (!(OPERATORS as readonly string[]).includes(word))
      throw filterError(
        at,
        `${quoted(word || this.#word())} is no operator; expected one of ${OPERATORS.join(', ')}`,
      );
    return word as Operator;
  }

  #value(operator: Operator): string {
    const blank = this.#take(/\s+/y);
    const at = this.#at;
    const string = this.#take(/"(?:[^"\\]|\\.)*"/sy);
    if (blank && string) return unquoted(string[0], at);
    const token = blank && this.#take(/[^\s)\]"][^\s)\]]*/y);
    if (token) return token[0];
    throw filterError(
      at,
      this.#text[at] === '"'
        ? 'the string has no end'
        : `expected a blank and a value behind ${operator}, found ${quoted(this.#word())}`,
    );
  }

  #close(bracket: ')' | ']'): void {
    this.#take(/\s+/y);
    if (this.#text[this.#at] !== bracket)
      throw filterError(this.#at, `expected 'and', 'or' or '${bracket}', found ${quoted(this.#word())}`);
    this.#at++;
  }

  /** What stands here, for a message. */
  #word(): string {
    return /\S*/.exec(this.#text.slice(this.#at).trimStart())?.[0] ?? '';
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found ?? undefined;
  }
}

function unquoted(text: string, at: number): string {
  let value = '';
  try {
    value = JSON.parse(text) as string;
  } catch {
    throw filterError(at, 'the string is not written as JSON writes strings');
  }
  if (value === '') throw filterError(at, 'the string is empty');
  return value;
}
