import type { StructureDefinition } from '@medplum/fhirtypes';
import { SnapshotError } from '#conformance/snapshot/snapshot-error.ts';
import type { Check, JsonObject } from '../shape.ts';
import { compileProfile } from './compile-profile.ts';
import type { ProfileContext } from './profile-definition.ts';

/** A profile, or the definition of an extension, ready to check values with. */
export interface CompiledProfile {
  structure: StructureDefinition;
  /** What the profile asks beyond the base definition of its type. */
  check: Check<JsonObject>;
}

/** Why a profile cannot be checked. */
export interface ProfileProblem {
  problem: string;
}

/** Profiles of these types are for resources of any type. */
export const GENERAL: ReadonlySet<string> = new Set(['Resource', 'DomainResource']);

/** Whether a profile could be compiled. */
export function isCompiled(found: CompiledProfile | ProfileProblem | undefined): found is CompiledProfile {
  return found !== undefined && 'check' in found;
}

/** The profiles that this server knows, by canonical; each is compiled once, when it is first met. */
export class Profiles {
  readonly #context: Omit<ProfileContext, 'structure'>;
  #compiled = new WeakMap<StructureDefinition, CompiledProfile>();
  #seen = 0;

  /** `context` is what compiling takes but for the profile itself. */
  constructor(context: Omit<ProfileContext, 'structure'>) {
    this.#context = context;
  }

  /** The profile that a canonical names; undefined where none is known here, a problem where it cannot be used. */
  find(canonical: string): CompiledProfile | ProfileProblem | undefined {
    const generation = this.#context.structures.generation() + this.#context.terminology.generation();
    // A profile compiled with what another definition said before is stale.
    if (generation !== this.#seen) this.#compiled = new WeakMap();
    this.#seen = generation;
    try {
      const structure = this.#context.structures.find(canonical);
      return structure && this.#compile(structure);
    } catch (error) {
      if (error instanceof SnapshotError) return { problem: error.message };
      throw error;
    }
  }

  /** The StructureDefinition of a canonical with its snapshot, undefined where it is not known or can have none. */
  structure(canonical: string): StructureDefinition | undefined {
    try {
      return this.#context.structures.find(canonical);
    } catch (error) {
      if (error instanceof SnapshotError) return undefined;
      throw error;
    }
  }

  /** The type that the profile of a canonical constrains, undefined where it is not known here. */
  typeOf(canonical: string): string | undefined {
    return this.#context.structures.typeOf(canonical);
  }

  #compile(structure: StructureDefinition): CompiledProfile | ProfileProblem {
    const known = this.#compiled.get(structure);
    if (known !== undefined) return known;
    if (!this.#context.definitions.types.has(structure.type ?? ''))
      return { problem: `it constrains '${structure.type}', which is no type of R4` };
    const compiled = { structure, check: compileProfile({ ...this.#context, structure }) };
    this.#compiled.set(structure, compiled);
    return compiled;
  }
}
