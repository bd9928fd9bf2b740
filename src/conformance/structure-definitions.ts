import type { StructureDefinition } from '@medplum/fhirtypes';
import { baseStructure, CORE } from './base-structure.ts';
import { parseCanonical, pickVersion } from './canonical.ts';
import type { Definitions } from './definitions.ts';
import type { FindProfiles } from './load-profiles.ts';
import { generateSnapshot } from './snapshot/generate-snapshot.ts';
import { SnapshotError } from './snapshot/snapshot-error.ts';

/** Canonicals that clients make up must not fill the memory. */
const MOST_REMEMBERED = 5000;

/**
 * The StructureDefinitions that this server knows, by canonical: the types of R4, and what the sources have - R4's own
 * profiles and extensions, the trial's, those that are stored. Snapshots are generated on first use.
 */
export class StructureDefinitions {
  readonly #definitions: Definitions;
  readonly #sources: FindProfiles[];
  readonly #generation: () => number;
  #withSnapshot = new WeakMap<StructureDefinition, StructureDefinition>();
  #found = new Map<string, StructureDefinition>();
  #seen = 0;
  readonly #base = new Map<string, StructureDefinition>();
  /** Those whose snapshot is being generated: a definition cannot be its own base. */
  readonly #underway = new Set<StructureDefinition>();

  /**
   * Of two definitions with the same url and version that of the earlier source counts. `generation` counts up when
   * what the sources have may have changed.
   */
  constructor(definitions: Definitions, sources: FindProfiles[], generation: () => number = () => 0) {
    this.#definitions = definitions;
    this.#sources = sources;
    this.#generation = generation;
  }

  /** Counts up when any definition may have changed: what was derived from them is stale then. */
  generation(): number {
    return this.#generation();
  }

  /**
   * The definition that a canonical names, with its snapshot; undefined where none is known. Throws SnapshotError
   * where its snapshot cannot be generated.
   */
  find(canonical: string): StructureDefinition | undefined {
    this.#refresh();
    const known = this.#found.get(canonical);
    if (known !== undefined) return known;
    const candidate = this.#lookUp(canonical);
    const found = candidate && this.#complete(candidate);
    if (found !== undefined && this.#found.size < MOST_REMEMBERED) this.#found.set(canonical, found);
    return found;
  }

  /** The type that the definition of a canonical constrains, undefined where it is not known. */
  typeOf(canonical: string): string | undefined {
    return this.#lookUp(canonical)?.type;
  }

  #refresh(): void {
    const generation = this.#generation();
    if (generation === this.#seen) return;
    this.#seen = generation;
    this.#withSnapshot = new WeakMap();
    this.#found.clear();
  }

  #lookUp(canonical: string): StructureDefinition | undefined {
    const { url, version } = parseCanonical(canonical);
    const base = this.#baseOf(url);
    // What R4 defines is not for anybody to redefine.
    if (base !== undefined) return version === undefined || '4.0.1'.startsWith(version) ? base : undefined;
    return pickVersion(
      this.#sources.flatMap((source) => source(url)),
      version,
    );
  }

  #baseOf(url: string): StructureDefinition | undefined {
    if (!url.startsWith(CORE)) return undefined;
    const name = url.slice(CORE.length);
    const type = this.#definitions.types.get(name);
    if (type === undefined) return undefined;
    let structure = this.#base.get(name);
    if (structure === undefined) {
      structure = baseStructure(type);
      this.#base.set(name, structure);
    }
    return structure;
  }

  #complete(structure: StructureDefinition): StructureDefinition {
    if (structure.snapshot?.element?.length) return structure;
    let complete = this.#withSnapshot.get(structure);
    if (complete === undefined) {
      complete = this.#generate(structure);
      this.#withSnapshot.set(structure, complete);
    }
    return complete;
  }

  #generate(structure: StructureDefinition): StructureDefinition {
    if (this.#underway.has(structure))
      throw new SnapshotError(`'${structure.url}' is, by way of others, its own base definition`);
    this.#underway.add(structure);
    try {
      const element = generateSnapshot(structure, (canonical) => this.find(canonical));
      return { ...structure, snapshot: { element } };
    } finally {
      this.#underway.delete(structure);
    }
  }
}
