import type { Ternary } from '../terminology.ts';
import type { Concept } from './concept.ts';

/** A code system that can be asked, whether a resource lists its codes or a grammar says what they are. */
export interface CodeSystem {
  readonly url: string;
  readonly version?: string | undefined;
  readonly name: string;
  /** `complete`, or how little of the system is here (codesystem-content-mode). */
  readonly content: 'complete' | 'fragment' | 'example' | 'not-present';
  /** False where `A` and `a` are one code (codesystem-definitions.html#CodeSystem.caseSensitive). */
  readonly caseSensitive: boolean;
  /** The properties that filters may name, beside those of every system. */
  readonly properties: readonly string[];
  /** The concept of a code, in the case that the system allows; undefined where it is not here. */
  find(code: string): Concept | undefined;
  /** Whether find() gives nothing only because the code is still to be fetched; absent where nothing ever is. */
  isPending?(code: string): boolean;
  /** The concepts at the top, in their order; undefined where they are endless or only a part is here. */
  roots(): readonly Concept[] | undefined;
  /** The concepts directly below one, in their order. */
  children(code: string): readonly Concept[];
  /** The concepts directly above one. */
  parents(code: string): readonly Concept[];
  /** Whether `code` is `ancestor` or below it by the meaning of the hierarchy. */
  isA(code: string, ancestor: string): Ternary;
  /** The form of a filter's value in which the values of a property are compared; absent where it stays as it is. */
  filterValue?(property: string, value: string): string;
}
