import type { Reach } from './reach.ts';
import type { Permission } from './scope/scope.ts';

/**
 * What one caller may do, as the one value that every question to the store is narrowed by. The same question about
 * a type always has the very same expression as its answer, so that a store that knows it by identity asks once.
 */
export interface Restriction {
  /** The resources of a type that a permission covers. */
  reach(type: string, permission: Permission): Reach;
  /** The resources of a type that may be read or be found. */
  visible(type: string): Reach;
  /** Whether it covers everything, by every permission, and withholds nothing. */
  readonly isWhole: boolean;
  /** Whether an operation may be called that is not about resources. */
  mayCall(operation: string): boolean;
  /**
   * Which results of a whole study may be computed: all, with the listing of its subjects; those of groups alone; or
   * none.
   */
  reports(study: string): 'whole' | 'aggregate' | 'none';
  /** Whether it covers to write about people by what they are called elsewhere, e.g. in a hospital. */
  readonly pseudonymises: boolean;
  /** Whether anything at all is withheld. */
  readonly isBlind: boolean;
  /** Whether parts of the resources of a type are withheld. */
  withholds(type: string): boolean;
  /** The JSON text of a resource without what is withheld; the same text where nothing is. */
  redact(type: string, text: string): string;
  /** Whether what a search parameter of a type finds would tell what is withheld. */
  betrays(type: string, parameter: string): boolean;
}
