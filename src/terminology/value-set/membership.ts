import type { CodeSystems } from '../code-system/code-systems.ts';
import { foldCode } from '../code-system/fold-code.ts';
import type { Pending } from '../pending.ts';
import type { Coding, Membership, Ternary } from '../terminology.ts';
import { TerminologyError } from '../terminology-error.ts';
import { Budget } from './budget.ts';
import type { CompiledValueSet } from './compiled-value-set.ts';
import { flatNodes } from './expansion-node.ts';
import { or } from './ternary.ts';
import type { ValueSets } from './value-sets.ts';

/** A value set up to this size is kept as sets of its codes, one a system. */
const MOST_CLOSED = 20_000;

/** How many answers of a value set that cannot be listed are kept. */
const MOST_ANSWERS = 2000;

interface Closed {
  caseSensitive: boolean;
  version: string | undefined;
  codes: Set<string>;
}

interface Parts {
  valueSets: ValueSets;
  codeSystems: CodeSystems;
  pending: Pending;
  generation: () => number;
  /** What another terminology server says of a coding in a value set that cannot be told here. */
  elsewhere: (coding: Coding, valueSet: string) => Ternary;
}

/** Membership in the value set of a canonical; what it keeps is made anew when any stored definition changed. */
export class ValueSetMembership implements Membership {
  readonly valueSet: string;
  readonly #parts: Parts;
  #generation = -1;
  #compiled: CompiledValueSet | undefined;
  #closed: Map<string, Closed> | undefined;
  readonly #answers = new Map<string, Ternary>();

  constructor(valueSet: string, parts: Parts) {
    this.valueSet = valueSet;
    this.#parts = parts;
  }

  has(system: string | undefined, code: string, version?: string): Ternary {
    this.#update();
    if (system === undefined) return this.hasCode(code);
    if (!this.#closed) return this.#ask(system, code, version);
    const closed = this.#closed.get(system);
    if (!closed) return false;
    if (version !== undefined && closed.version !== undefined && version !== closed.version)
      return this.#ask(system, code, version);
    return closed.codes.has(closed.caseSensitive ? code : foldCode(code));
  }

  hasCode(code: string): Ternary {
    this.#update();
    const systems = this.#closed?.keys() ?? this.#compiled?.systems ?? 'unknown';
    if (systems === 'unknown') return 'unknown';
    let result: Ternary = false;
    for (const system of systems) {
      result = or(result, this.has(system, code));
      if (result === true) return true;
    }
    return result;
  }

  list(most: number): string[] | undefined {
    this.#update();
    if (!this.#closed) return undefined;
    const codes = [...this.#closed.values()].flatMap((closed) => [...closed.codes]);
    return codes.length <= most ? codes : undefined;
  }

  #update(): void {
    const { generation, pending, valueSets } = this.#parts;
    if (this.#generation === generation()) return;
    const before = pending.noted;
    this.#closed = undefined;
    this.#answers.clear();
    this.#compiled = undefined;
    try {
      this.#compiled = valueSets.find(this.valueSet);
      this.#closed = this.#close(this.#compiled);
    } catch (error) {
      if (!(error instanceof TerminologyError)) throw error;
    }
    if (pending.noted === before) this.#generation = generation();
  }

  /** The codes that a resource may hold: codes for grouping are left out. */
  #close(compiled: CompiledValueSet): Map<string, Closed> {
    const closed = new Map<string, Closed>();
    for (const { system, code, abstract, version } of flatNodes(compiled.list(new Budget(MOST_CLOSED)))) {
      const known = closed.get(system);
      const { caseSensitive = true } = known ?? this.#parts.codeSystems.find(system, version) ?? {};
      const of = known ?? { caseSensitive, version, codes: new Set<string>() };
      closed.set(system, of);
      if (!abstract) of.codes.add(caseSensitive ? code : foldCode(code));
    }
    return closed;
  }

  #ask(system: string, code: string, version: string | undefined): Ternary {
    const answer = this.#compiled ? this.#askHere(this.#compiled, system, code, version) : 'unknown';
    return answer === 'unknown' ? this.#parts.elsewhere({ system, code, version }, this.valueSet) : answer;
  }

  #askHere(compiled: CompiledValueSet, system: string, code: string, version: string | undefined): Ternary {
    const key = `${system}|${version ?? ''}|${code}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const { pending, codeSystems } = this.#parts;
    const before = pending.noted;
    const answer = compiled.test(system, code, version);
    const abstract = answer === true && codeSystems.find(system, version)?.find(code)?.abstract;
    const result = abstract ? false : answer;
    if (pending.noted === before) {
      if (this.#answers.size >= MOST_ANSWERS) this.#answers.clear();
      this.#answers.set(key, result);
    }
    return result;
  }
}
