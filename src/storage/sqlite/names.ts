import type { Statements } from './statements.ts';

/** Names kept in memory; a database with more systems than this looks the others up. */
const MOST = 50_000;

/** The numbers that stand for parameters and code systems in the index tables; 0 stands for none. */
export class Names {
  readonly #statements: Statements;
  readonly #numbers = new Map<string, number>();
  /** The parameters of a type again, found without putting their name together. */
  readonly #ofType = new Map<string, Map<string, number>>();

  readonly #marks = new Set<string>();

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** The number of a name, or -1, which no row has, if the name never occurred. */
  find(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const row = this.#statements.get('SELECT number FROM name WHERE text = ?').get(text) as
      | { number: number }
      | undefined;
    if (!row) return -1;
    if (this.#numbers.size < MOST) this.#numbers.set(text, row.number);
    return row.number;
  }

  /** The number of a name, given one if it is new; `forget` is due if the transaction is rolled back. */
  assign(text: string): number {
    const found = this.find(text);
    if (found !== -1) return found;
    return Number(this.#statements.get('INSERT INTO name (text) VALUES (?)').run(text).lastInsertRowid);
  }

  /** The numbers of a type's parameters that are known by now. */
  ofType(type: string): ReadonlyMap<string, number> {
    return this.#ofType.get(type) ?? this.#begin(type);
  }

  /** The number of a type's parameter, given one if it is new. */
  assignTo(type: string, parameter: string): number {
    const number = this.assign(`${type}.${parameter}`);
    (this.#ofType.get(type) ?? this.#begin(type)).set(parameter, number);
    return number;
  }

  /** Puts down something that is true from now on. */
  mark(text: string): void {
    if (this.#marks.has(text)) return;
    this.assign(text);
    this.#marks.add(text);
  }

  /** To be called when a transaction is rolled back: what it numbered is gone. */
  forget(): void {
    this.#numbers.clear();
    this.#ofType.clear();
    this.#marks.clear();
  }

  #begin(type: string): Map<string, number> {
    const numbers = new Map<string, number>();
    this.#ofType.set(type, numbers);
    return numbers;
  }
}
