import { searchError } from '../search-error.ts';
import type { SearchExpression } from '../search-expression.ts';
import { unescapeValue } from '../split-value.ts';
import { wordsOf } from './words-of.ts';

const SOURCE = 'search.html#content';

/** Brackets, quoted text and words, each with where it stands. */
const TOKENS = /\s*(?:([()])|"([^"]*)"|([^\s()"]+))/y;

/** Brackets within brackets. */
const MOST_DEPTH = 20;

type Token = { bracket: '(' | ')' } | { operator: 'and' | 'or' | 'not' } | { text: string };

/**
 * The text of `_text` or `_content`: words that all have to occur, and `and`, `or`, `not` and brackets between
 * them, as in `(bone OR liver) and metastases`. A `*` at the end of a word stands for the rest of it.
 */
export function compileText(parameter: '_text' | '_content', value: string): SearchExpression {
  const reading = new Reading(parameter, tokensOf(parameter, unescapeValue(value)));
  return reading.whole();
}

function tokensOf(parameter: string, text: string): Token[] {
  const tokens: Token[] = [];
  TOKENS.lastIndex = 0;
  while (TOKENS.lastIndex < text.trimEnd().length) {
    const at = TOKENS.lastIndex;
    const match = TOKENS.exec(text);
    if (!match) throw searchError(`${parameter} has a quotation mark without its other at ${at + 1}`, SOURCE);
    const [, bracket, quoted, word] = match;
    const operator = word?.toLowerCase();
    if (bracket) tokens.push({ bracket: bracket as '(' | ')' });
    else if (operator === 'and' || operator === 'or' || operator === 'not') tokens.push({ operator });
    else tokens.push({ text: quoted ?? word ?? '' });
  }
  return tokens;
}

/** Reads tokens by the usual precedence: not, and, or. */
class Reading {
  readonly #parameter: '_text' | '_content';
  readonly #tokens: Token[];
  #at = 0;
  #depth = 0;

  constructor(parameter: '_text' | '_content', tokens: Token[]) {
    this.#parameter = parameter;
    this.#tokens = tokens;
  }

  whole(): SearchExpression {
    const expression = this.#or();
    if (this.#at < this.#tokens.length) throw this.#unexpected();
    return expression;
  }

  #or(): SearchExpression {
    const of = [this.#and()];
    while (this.#takes('or')) of.push(this.#and());
    return of.length === 1 ? (of[0] as SearchExpression) : { op: 'any', of };
  }

  #and(): SearchExpression {
    const of = [this.#not()];
    while (this.#takes('and') || this.#begins()) of.push(this.#not());
    return of.length === 1 ? (of[0] as SearchExpression) : { op: 'all', of };
  }

  #not(): SearchExpression {
    return this.#takes('not') ? { op: 'not', of: this.#term() } : this.#term();
  }

  #term(): SearchExpression {
    const token = this.#tokens[this.#at];
    if (token && 'text' in token) {
      this.#at++;
      return this.#words(token.text);
    }
    if (!token || !('bracket' in token) || token.bracket === ')' || ++this.#depth > MOST_DEPTH)
      throw this.#unexpected();
    this.#at++;
    const within = this.#or();
    const end = this.#tokens[this.#at];
    if (!end || !('bracket' in end) || end.bracket === '(') throw this.#unexpected();
    this.#at++;
    this.#depth--;
    return within;
  }

  #words(text: string): SearchExpression {
    const words = wordsOf(text);
    if (!words.length)
      throw searchError(`'${text.slice(0, 80)}' of ${this.#parameter} has no word in it`, SOURCE);
    const parameter = this.#parameter;
    const of = words.map((word, i): SearchExpression => {
      const prefix = i === words.length - 1 && text.endsWith('*');
      return { op: 'word', parameter, word, ...(prefix ? { prefix } : {}) };
    });
    return of.length === 1 ? (of[0] as SearchExpression) : { op: 'all', of };
  }

  #takes(operator: 'and' | 'or' | 'not'): boolean {
    const token = this.#tokens[this.#at];
    const is = token !== undefined && 'operator' in token && token.operator === operator;
    if (is) this.#at++;
    return is;
  }

  /** Whether another term follows without an operator. */
  #begins(): boolean {
    const token = this.#tokens[this.#at];
    if (!token) return false;
    return (
      'text' in token ||
      ('bracket' in token && token.bracket === '(') ||
      ('operator' in token && token.operator === 'not')
    );
  }

  #unexpected(): Error {
    const token = this.#tokens[this.#at];
    const found = !token
      ? 'ends'
      : `has '${'text' in token ? token.text.slice(0, 40) : 'bracket' in token ? token.bracket : token.operator}'`;
    return searchError(
      `${this.#parameter} ${found} where a word or a part in brackets was expected, as in (bone OR liver) and metastases`,
      SOURCE,
    );
  }
}
