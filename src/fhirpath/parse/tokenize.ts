import { ExpressionError } from '../expression-error.ts';

/** One token of the grammar; `text` is the value without quotes, escapes or sigils. */
export interface Token {
  kind:
    | 'identifier'
    | 'delimited'
    | 'string'
    | 'number'
    | 'date'
    | 'dateTime'
    | 'time'
    | 'variable'
    | 'symbol'
    | 'end';
  text: string;
  position: number;
}

const TIME = String.raw`\d{2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?)?`;

/** Tried in this order at each position; the first capture group, if there is one, is the token's text. */
const RULES: [Token['kind'] | 'blank', RegExp][] = [
  ['blank', /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y],
  ['time', new RegExp(`@T(${TIME})`, 'y')],
  [
    'dateTime',
    new RegExp(String.raw`@(\d{4}(?:-\d{2}(?:-\d{2})?)?T(?:${TIME}(?:Z|[+-]\d{2}:\d{2})?)?)`, 'y'),
  ],
  ['date', /@(\d{4}(?:-\d{2}(?:-\d{2})?)?)/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['string', /'((?:[^'\\]|\\[\s\S])*)'/y],
  ['delimited', /`((?:[^`\\]|\\[\s\S])*)`/y],
  ['variable', /%([A-Za-z_]\w*|`(?:[^`\\]|\\[\s\S])*`|'(?:[^'\\]|\\[\s\S])*')/y],
  ['identifier', /[A-Za-z_]\w*/y],
  ['symbol', /\$this|\$index|\$total|<=|>=|!=|!~|[.,()[\]{}|=~<>+\-*/&]/y],
];

const ESCAPES: Record<string, string> = { r: '\r', n: '\n', t: '\t', f: '\f' };

function withoutEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (_, code: string) =>
    code.length === 5 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (ESCAPES[code] ?? code),
  );
}

function tokenText(kind: Token['kind'], match: RegExpExecArray): string {
  const text = match[1] ?? match[0];
  if (kind === 'string' || kind === 'delimited') return withoutEscapes(text);
  if (kind === 'variable') return withoutEscapes(text.replace(/^[`']|[`']$/g, ''));
  return text;
}

/** FHIRPath text -> tokens, `end` last. Throws ExpressionError at a character that starts no token. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  scan: while (position < source.length) {
    for (const [kind, rule] of RULES) {
      rule.lastIndex = position;
      const match = rule.exec(source);
      if (!match) continue;
      if (kind !== 'blank') tokens.push({ kind, text: tokenText(kind, match), position });
      position = rule.lastIndex;
      continue scan;
    }
    throw new ExpressionError(
      `unexpected ${JSON.stringify(source[position])} at character ${position} of: ${source}`,
    );
  }
  tokens.push({ kind: 'end', text: '', position });
  return tokens;
}
