import type { SearchExpression } from '#search/search-expression.ts';
import { type Sql, sql } from './sql.ts';

/** A word that the text of a resource has to have. */
export type Word = Extract<SearchExpression, { op: 'word' }>;

export const isWord = (expression: SearchExpression): expression is Word => expression.op === 'word';

/** Words that all have to occur, in the language of FTS5; in quotes nothing of them is an operator. */
function matchOf(words: Word[]): string {
  return words
    .map(({ parameter, word, prefix }) => {
      const column = parameter === '_text' ? 'narrative' : 'content';
      return `(${column} : "${word.replaceAll('"', '""')}"${prefix ? ' *' : ''})`;
    })
    .join(' AND ');
}

/** The resources with all of these words as a set, in the order of their numbers. */
export const wordSet = (words: Word[]): Sql =>
  sql('SELECT rowid AS rid FROM text_index WHERE text_index MATCH ?', matchOf(words));

/**
 * All of these words as a condition on a number. The plus keeps SQLite from looking each number up in the lists of a
 * word, which are only read from the beginning; the numbers are collected once.
 */
export const wordFilter = (words: Word[], rid: string): Sql =>
  sql(`${rid} IN (SELECT +rowid FROM text_index WHERE text_index MATCH ?)`, matchOf(words));

/** The same as the condition of a source `x` that reads the index in creation order. */
export const wordCondition = (words: Word[]): Sql => sql('x.text_index MATCH ?', matchOf(words));
