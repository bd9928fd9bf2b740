import path from 'node:path';
import { ConfigError } from './config-error.ts';

/** An empty variable counts as unset, as compose files and shells leave them. */
export function setting(environment: Record<string, string | undefined>, name: string): string | undefined {
  return environment[name]?.trim() || undefined;
}

/** A whole number within bounds; `unit` names what is counted in the sentence of a refusal. */
export function wholeNumber(
  name: string,
  text: string,
  { from, to, unit }: { from: number; to: number; unit?: string },
): number {
  const number = Number(text);
  if (!/^\d{1,9}$/.test(text) || number < from || number > to)
    throw new ConfigError(
      `${name} is '${text}'; a number ${unit ? `of ${unit} ` : ''}from ${from} to ${to} was expected`,
    );
  return number;
}

/** One of some words. */
export function oneOf<T extends string>(name: string, text: string, words: readonly T[]): T {
  const found = words.find((word) => word === text);
  if (!found) throw new ConfigError(`${name} is '${text}'; one of ${words.join(', ')} was expected`);
  return found;
}

/** The parts of a list, parted by commas. */
export const listed = (text = ''): string[] => text.split(',').flatMap((part) => part.trim() || []);

/** A path, from the folder that the program was started in. */
export const absolute = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : path.resolve(text);

/** Keys shorter than the hash are guessed sooner than the hash is (RFC 2104, section 3). */
const SHORTEST_KEY = 32;

/** A key of hashes by HMAC-SHA-256. */
export function hmacKey(name: string, text: string | undefined): string | undefined {
  if (text !== undefined && text.length < SHORTEST_KEY)
    throw new ConfigError(`${name} has ${text.length} characters; at least ${SHORTEST_KEY} were expected`);
  return text;
}
