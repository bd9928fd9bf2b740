import { ExpressionError } from '../expression-error.ts';
import type { BinaryOperator, Expression } from './expression-tree.ts';
import { type Token, tokenize } from './tokenize.ts';

/** Operators from the loosest to the tightest (N1, 6.8 Operator precedence). */
const LEVELS = [
  ['implies'],
  ['or', 'xor'],
  ['and'],
  ['in', 'contains'],
  ['=', '!=', '~', '!~'],
  ['<', '<=', '>', '>='],
  ['|'],
  ['is', 'as'],
  ['+', '-', '&'],
  ['*', '/', 'div', 'mod'],
];
const PRECEDENCE = new Map(LEVELS.flatMap((level, i) => level.map((operator) => [operator, i + 1] as const)));
const SIGN_PRECEDENCE = LEVELS.length + 1;

const CALENDAR_DURATION = /^(year|month|week|day|hour|minute|second|millisecond)s?$/;

class Parser {
  private readonly source: string;
  private readonly tokens: Token[];
  private at = 0;

  constructor(source: string) {
    this.source = source;
    this.tokens = tokenize(source);
  }

  private get next(): Token {
    return this.tokens[this.at] as Token;
  }

  private fail(expected: string): never {
    const found = this.next.kind === 'end' ? 'the end' : JSON.stringify(this.next.text);
    throw new ExpressionError(
      `expected ${expected}, found ${found} at character ${this.next.position} of: ${this.source}`,
    );
  }

  private take(): Token {
    return this.tokens[this.at++] as Token;
  }

  private isSymbol(text: string): boolean {
    return this.next.kind === 'symbol' && this.next.text === text;
  }

  private accept(symbol: string): boolean {
    const found = this.isSymbol(symbol);
    if (found) this.at++;
    return found;
  }

  private expect(symbol: string): void {
    if (!this.accept(symbol)) this.fail(`"${symbol}"`);
  }

  private identifier(): string {
    if (this.next.kind !== 'identifier' && this.next.kind !== 'delimited') this.fail('a name');
    return this.take().text;
  }

  whole(): Expression {
    const expression = this.expression(0);
    if (this.next.kind !== 'end') this.fail('the end of the expression');
    return expression;
  }

  private expression(minimum: number): Expression {
    let left = this.signed();
    for (;;) {
      const { kind, text } = this.next;
      const precedence = kind === 'symbol' || kind === 'identifier' ? PRECEDENCE.get(text) : undefined;
      if (precedence === undefined || precedence <= minimum) return left;
      this.at++;
      left =
        text === 'is' || text === 'as'
          ? { kind: 'type', operator: text, operand: left, type: this.typeSpecifier() }
          : { kind: 'binary', operator: text as BinaryOperator, left, right: this.expression(precedence) };
    }
  }

  private signed(): Expression {
    if (this.accept('-')) return { kind: 'negation', operand: this.expression(SIGN_PRECEDENCE) };
    if (this.accept('+')) return this.expression(SIGN_PRECEDENCE);
    return this.path();
  }

  private typeSpecifier(): string {
    const name = this.identifier();
    return this.accept('.') ? `${name}.${this.identifier()}` : name;
  }

  private path(): Expression {
    let target = this.term();
    for (;;) {
      if (this.accept('.')) {
        target = this.invocation(target);
      } else if (this.accept('[')) {
        target = { kind: 'indexer', target, index: this.expression(0) };
        this.expect(']');
      } else {
        return target;
      }
    }
  }

  private invocation(target?: Expression): Expression {
    const name = this.identifier();
    if (!this.accept('(')) return { kind: 'member', name, ...(target && { target }) };
    const list: Expression[] = [];
    if (!this.isSymbol(')')) {
      do list.push(this.expression(0));
      while (this.accept(','));
    }
    this.expect(')');
    return { kind: 'call', name, arguments: list, ...(target && { target }) };
  }

  private term(): Expression {
    const { kind, text } = this.next;
    switch (kind) {
      case 'string':
      case 'date':
      case 'dateTime':
      case 'time':
        this.at++;
        return { kind, value: text };
      case 'number':
        return this.number();
      case 'variable':
        this.at++;
        return { kind, name: text };
      case 'symbol':
        return this.symbolTerm();
      case 'identifier':
        if (text !== 'true' && text !== 'false') return this.invocation();
        this.at++;
        return { kind: 'boolean', value: text === 'true' };
      default:
        return this.invocation();
    }
  }

  private symbolTerm(): Expression {
    if (this.accept('(')) {
      const inner = this.expression(0);
      this.expect(')');
      return inner;
    }
    if (this.accept('{')) {
      this.expect('}');
      return { kind: 'empty' };
    }
    if (this.accept('$this')) return { kind: 'this' };
    if (this.accept('$index')) return { kind: 'index' };
    if (this.accept('$total')) return { kind: 'total' };
    return this.fail('an expression');
  }

  private number(): Expression {
    const { text } = this.take();
    const value = Number(text);
    if (this.next.kind === 'string') {
      return { kind: 'quantity', value, unit: this.take().text, calendar: false };
    }
    if (this.next.kind === 'identifier' && CALENDAR_DURATION.test(this.next.text)) {
      return { kind: 'quantity', value, unit: this.take().text.replace(/s$/, ''), calendar: true };
    }
    return { kind: text.includes('.') ? 'decimal' : 'integer', value };
  }
}

/** FHIRPath text (N1 grammar) -> its tree. Throws ExpressionError with the place of the first mistake. */
export function parseExpression(source: string): Expression {
  return new Parser(source).whole();
}
