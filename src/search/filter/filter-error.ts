import { searchError } from '../search-error.ts';

/** A 400 for a filter that cannot be understood, with the place in its text. */
export const filterError = (at: number, problem: string): Error =>
  searchError(`_filter, at character ${at + 1}: ${problem}`, 'search_filter.html');
