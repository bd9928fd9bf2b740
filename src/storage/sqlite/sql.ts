/** A piece of SQL with the values of its question marks, in order. Values never go into the text. */
export interface Sql {
  text: string;
  values: (string | number)[];
}

/** `sql('a = ? AND ', x)`: a piece of SQL. */
export const sql = (text: string, ...values: (string | number)[]): Sql => ({ text, values });

/** Joins pieces with a separator, each in brackets and the whole too, so that it can stand anywhere. */
export function joined(pieces: Sql[], separator: string): Sql {
  return {
    text: `(${pieces.map((p) => `(${p.text})`).join(separator)})`,
    values: pieces.flatMap((p) => p.values),
  };
}

/** Fills pieces into the places marked `{}` of a template. */
export function filled(template: string, ...pieces: Sql[]): Sql {
  let i = 0;
  return {
    text: template.replaceAll('{}', () => pieces[i++]?.text ?? ''),
    values: pieces.flatMap((p) => p.values),
  };
}
