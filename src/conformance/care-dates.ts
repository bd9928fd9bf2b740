import { readFileSync } from 'node:fs';

/** The date parameters that tell when care took place, and those that tell when it was recorded, by their codes. */
export interface CareDates {
  care: string[];
  recorded: string[];
}

const FILE = new URL('../../definitions/r4/care-dates.json', import.meta.url);

/** The dates of every resource type that has any, as prepared from R4's mappings by `npm run prepare-definitions`. */
export function loadCareDates(): Map<string, CareDates> {
  return new Map(Object.entries(JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, CareDates>));
}
