import type { ExpansionNode } from './expansion-node.ts';

/** Words of a filter that are looked at. */
const MOST_WORDS = 10;

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

const words = (text: string): string[] =>
  plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/**
 * What the `filter` of an expansion finds: codes of which every word of the filter begins a word of the display, of one
 * designation, or of the code, whatever the case and accents (`acut ast` finds "Acute asthma").
 */
export function textFilter(
  filter: string,
): (node: Pick<ExpansionNode, 'code' | 'display' | 'designation'>) => boolean {
  const wanted = words(filter).slice(0, MOST_WORDS);
  const found = (text: string): boolean => {
    const there = words(text);
    return wanted.every((word) => there.some((each) => each.startsWith(word)));
  };
  return ({ code, display, designation }) =>
    plain(code) === plain(filter.trim()) ||
    found(`${code} ${display ?? ''}`) ||
    designation.some(({ value }) => value !== undefined && found(value));
}
