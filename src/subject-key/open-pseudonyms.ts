import type { Caller } from '#access/caller.ts';
import type { Restriction } from '#access/restriction.ts';
import type { ReadPublished } from '#conformance/published-files.ts';
import { readKeyFile } from '#secret/key-file.ts';
import { KeyTable } from './key-table.ts';
import { loadPseudonymRules } from './pseudonym-rules.ts';
import { type Named, pseudonymise } from './pseudonymise.ts';
import { maskCriteria } from './replace-in-criteria.ts';
import { senderOf } from './sender-of.ts';

/** Where the key table lies, and the file of its key. */
export interface KeyTableSettings {
  folder: string;
  keyFile: string;
}

/** What the doors do with requests that may name people. */
export interface Pseudonyms {
  /** A request with the trial's numbers in the place of what people are called elsewhere; changes its body. */
  apply: <T extends Named & { caller?: Caller | undefined }>(request: T) => T;
  /** Search criteria, or an address with such, without what people are called elsewhere: as a log may have them. */
  mask: (criteria: string) => string;
  close: () => void;
}

/** The key table of the settings. */
export function openKeyTable({ folder, keyFile }: KeyTableSettings): KeyTable {
  return KeyTable.open(folder, readKeyFile(keyFile, 'KEY_TABLE_KEY'));
}

/** Pseudonyms by a key table and the trial's rules; without either every request passes as it is. */
export function openPseudonyms(
  settings: KeyTableSettings | undefined,
  rooms: {
    /** The trial's folder. */
    folder: URL;
    readPublished: ReadPublished;
    restrictionOf: (caller: Caller) => Pick<Restriction, 'pseudonymises'>;
  },
): Pseudonyms {
  const rules = settings && loadPseudonymRules(new URL('pseudonyms.json', rooms.folder), rooms.readPublished);
  if (!settings || !rules)
    return { apply: (request) => request, mask: (criteria) => criteria, close: () => {} };
  const table = openKeyTable(settings);
  return {
    apply: (request) => pseudonymise(request, senderOf(request.caller, rooms), { table, rules }),
    mask: (criteria) => maskCriteria(criteria, rules),
    close: () => table.close(),
  };
}
