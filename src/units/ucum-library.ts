import { createRequire } from 'node:module';
import type ucumLhc from '@lhncbc/ucum-lhc';

/** What the library takes seconds for is no unit that anybody writes. */
const MOST_CHARACTERS = 200;

/** UCUM's characters (ucum.org, section 2.1): printable ASCII without the blank. */
const CHARACTERS = /^[!-~]+$/;

type Library = ReturnType<typeof ucumLhc.UcumLhcUtils.getInstance>;

const load = createRequire(import.meta.url);
let library: Library | undefined;

/** The library of UCUM's grammar and units; some 30 ms and 15 MB when it is first asked for. */
export function ucumLibrary(): Library {
  if (!library) {
    const { UcumLhcUtils }: typeof ucumLhc = load('@lhncbc/ucum-lhc');
    library = UcumLhcUtils.getInstance();
  }
  return library;
}

/** The library looks units up in a plain object, in which `constructor` is found as well. */
const inherited = (code: string): boolean =>
  (code.match(/[A-Za-z_]+/g) ?? []).some((word) => word in Object.prototype);

/** Whether a text may be handed to the library at all. */
export const mayBeUnit = (code: string): boolean =>
  code.length <= MOST_CHARACTERS && CHARACTERS.test(code) && !inherited(code);
