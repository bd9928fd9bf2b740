import type { ConceptMap, ConceptMapGroup } from '@medplum/fhirtypes';
import type { Subsumption } from '../code-system/subsumes.ts';
import { Budget } from '../value-set/budget.ts';

/** A concept of a closure table. */
export interface ClosureConcept {
  system: string;
  code: string;
}

/** How two codes of a system stand to each other; throws TerminologyError where that is not known. */
export type Subsumes = (system: string, a: string, b: string) => Subsumption;

/** system -> code -> the codes in the table that subsume it. */
type Table = Map<string, Map<string, Set<string>>>;

/** Steps of one comparison (see Budget). */
const COST = 4;

/**
 * A closure table (terminology-service.html#closure): the concepts that a client uses, and which of them subsumes
 * which. As a ConceptMap, an element for each concept, with those that subsume it as its targets.
 */
export class ClosureTable {
  readonly #table: Table = new Map();

  /** The table of a ConceptMap that map() made. */
  static of({ group = [] }: ConceptMap): ClosureTable {
    const closure = new ClosureTable();
    for (const { source = '', element = [] } of group) {
      const concepts = new Map(
        element.map(({ code = '', target = [] }) => [code, new Set(target.map((each) => each.code ?? ''))]),
      );
      closure.#table.set(source, concepts);
    }
    return closure;
  }

  /** Adds concepts with their relations to all others of their system. Throws TerminologyError where one is not known. */
  add(concepts: readonly ClosureConcept[], subsumes: Subsumes): void {
    const budget = new Budget();
    for (const { system, code } of concepts) {
      const ofSystem = this.#table.get(system) ?? new Map<string, Set<string>>();
      if (ofSystem.has(code)) continue;
      // Also the first of its system must be a code of it.
      subsumes(system, code, code);
      const above = new Set<string>();
      for (const [other, aboveOther] of ofSystem) {
        budget.spend(COST);
        const outcome = subsumes(system, other, code);
        if (outcome === 'subsumes') above.add(other);
        if (outcome === 'subsumed-by') aboveOther.add(code);
      }
      this.#table.set(system, ofSystem.set(code, above));
    }
  }

  /** The groups of the whole table. */
  groups(): ConceptMapGroup[] {
    return groupsOf(this.#table, () => true);
  }

  /** The groups of what is in this table and not in another. */
  groupsSince(earlier: ClosureTable): ConceptMapGroup[] {
    const isNew = (system: string, code: string, above: string) =>
      !earlier.#table.get(system)?.get(code)?.has(above);
    return groupsOf(this.#table, isNew, true);
  }
}

function groupsOf(
  table: Table,
  keep: (system: string, code: string, above: string) => boolean,
  onlyRelated = false,
): ConceptMapGroup[] {
  return [...table].flatMap(([system, concepts]) => {
    const element = [...concepts].flatMap(([code, above]) => {
      const target = [...above]
        .filter((each) => keep(system, code, each))
        .map((each) => ({ code: each, equivalence: 'subsumes' as const }));
      if (target.length) return [{ code, target }];
      return onlyRelated ? [] : [{ code }];
    });
    return element.length ? [{ source: system, target: system, element }] : [];
  });
}
