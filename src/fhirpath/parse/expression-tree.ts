/** Operators between two expressions, by their text in the grammar. */
export type BinaryOperator =
  | 'implies'
  | 'or'
  | 'xor'
  | 'and'
  | 'in'
  | 'contains'
  | '='
  | '!='
  | '~'
  | '!~'
  | '<'
  | '<='
  | '>'
  | '>='
  | '|'
  | '+'
  | '-'
  | '&'
  | '*'
  | '/'
  | 'div'
  | 'mod';

/** A literal; temporal literals keep their text without the `@` (and times without the `T`). */
export type Literal =
  | { kind: 'string'; value: string }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'integer' | 'decimal'; value: number }
  | { kind: 'date' | 'dateTime' | 'time'; value: string }
  | { kind: 'quantity'; value: number; unit: string; calendar: boolean };

/** A parsed expression. A path step without a `target` starts at `$this`. */
export type Expression =
  | Literal
  | { kind: 'empty' }
  | { kind: 'this' }
  | { kind: 'index' }
  | { kind: 'total' }
  | { kind: 'variable'; name: string }
  | { kind: 'member'; target?: Expression; name: string }
  | { kind: 'call'; target?: Expression; name: string; arguments: Expression[] }
  | { kind: 'indexer'; target: Expression; index: Expression }
  | { kind: 'negation'; operand: Expression }
  | { kind: 'type'; operator: 'is' | 'as'; operand: Expression; type: string }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression };
