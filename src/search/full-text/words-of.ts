import type { Resource } from '#fhir/resource.ts';
import { fold } from '../fold.ts';

/** Longer runs of characters without a space are data and no words. */
const LONGEST = 64;

/** Words of one resource that are kept; a larger text is found by those it begins with. */
const MOST_WORDS = 20_000;

const TAG = /<[^<>]*>/g;
const ENTITY = /&(?:#\d+|#x[0-9a-f]+|[a-z]+);/gi;
const SEPARATORS = /[^\p{L}\p{N}]+/u;

/** Systems, codes and units come again and again: the words of short texts are remembered, up to so many texts. */
const MOST_REMEMBERED = 10_000;
const SHORT = 120;
const remembered = new Map<string, string[]>();

/** The words of a text as full-text search compares them: without case and accents, letters and digits only. */
export function wordsOf(text: string): string[] {
  const known = remembered.get(text);
  if (known) return known;
  const words = fold(text)
    .split(SEPARATORS)
    .filter((word) => word !== '' && word.length <= LONGEST);
  if (text.length <= SHORT) {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(text, words);
  }
  return words;
}

/** The words of a narrative without its markup (search.html#content). */
export function narrativeWords(resource: Resource): Set<string> {
  const words = new Set<string>();
  const { div } = (resource.text ?? {}) as { div?: unknown };
  if (typeof div === 'string') addText(plain(div), words);
  return words;
}

/** The words of all that a resource says, its narrative included (search.html#content). */
export function contentWords(resource: Resource): Set<string> {
  const words = new Set<string>();
  addValue(resource, words);
  return words;
}

const plain = (div: string): string => div.replace(TAG, ' ').replace(ENTITY, ' ');

function addText(text: string, words: Set<string>): void {
  for (const word of wordsOf(text)) {
    if (words.size >= MOST_WORDS) return;
    words.add(word);
  }
}

function addValue(value: unknown, words: Set<string>): void {
  if (typeof value === 'string') {
    // Base64 is one long word that nobody looks for.
    if (value.length > 1000 && !value.slice(0, 1000).includes(' ')) return;
    addText(value.startsWith('<div') ? plain(value) : value, words);
  } else if (Array.isArray(value)) for (const item of value) addValue(item, words);
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) addValue(member, words);
}
