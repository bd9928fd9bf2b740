import type { ValueSet } from '@medplum/fhirtypes';
import { canonicalOf, parseCanonical } from '../canonical.ts';
import type { CodeSystems } from '../code-system/code-systems.ts';
import type { JoinedContent } from '../content/joined-content.ts';
import type { Pending } from '../pending.ts';
import { broken, TerminologyError } from '../terminology-error.ts';
import { Budget } from './budget.ts';
import { type CompiledValueSet, compileValueSet } from './compiled-value-set.ts';
import { implicitValueSet } from './implicit-value-set.ts';
import { type SystemVersions, versionFor } from './system-versions.ts';

/** How many value sets are kept compiled. */
const MOST_KEPT = 5000;

/** What value sets are made from. */
export interface ValueSetParts {
  content: JoinedContent;
  codeSystems: CodeSystems;
  pending: Pending;
}

/** The value sets that can be asked, by canonical. */
export class ValueSets {
  readonly #content: JoinedContent;
  readonly #codeSystems: CodeSystems;
  readonly #pending: Pending;
  readonly #compiled = new Map<string, CompiledValueSet>();
  readonly #versions: SystemVersions;
  /** Those that are being compiled, one within the other. */
  readonly #open: string[] = [];
  /** What compiling the outermost of them may cost. */
  #budget = new Budget();
  #generation = -1;

  constructor(parts: ValueSetParts, versions: SystemVersions = {}) {
    this.#versions = versions;
    this.#content = parts.content;
    this.#codeSystems = parts.codeSystems;
    this.#pending = parts.pending;
  }

  /** The value set of a canonical. Throws TerminologyError where there is none here, or what it says cannot be. */
  find(canonical: string): CompiledValueSet {
    if (this.#generation !== this.#content.generation()) {
      this.#generation = this.#content.generation();
      this.#compiled.clear();
    }
    const known = this.#compiled.get(canonical);
    if (known) return known;
    const before = this.#pending.noted;
    const compiled = this.#compile(canonical, this.#resource(canonical));
    if (this.#pending.noted === before && this.#compiled.size < MOST_KEPT)
      this.#compiled.set(canonical, compiled);
    return compiled;
  }

  /** A resource, e.g. one that came with a request, as a value set. */
  compile(resource: ValueSet): CompiledValueSet {
    return this.#compile(canonicalOf(resource.url ?? '', resource.version), resource);
  }

  /** An import that is not known here leaves the rest of the value set as it is. */
  #imported(canonical: string): CompiledValueSet {
    try {
      return this.find(canonical);
    } catch (error) {
      if (error instanceof TerminologyError && error.reason === 'unknown-value-set')
        return unknownValueSet(canonical, error);
      throw error;
    }
  }

  #resource(canonical: string): ValueSet {
    const { url, version } = parseCanonical(canonical);
    const resource =
      this.#content.find('ValueSet', url, version) ??
      (version === undefined ? implicitValueSet(url, this.#content) : undefined);
    if (resource) return resource;
    throw new TerminologyError({
      reason: 'unknown-value-set',
      message: `the value set ${canonical.slice(0, 200)} is not known here`,
    });
  }

  #compile(canonical: string, resource: ValueSet): CompiledValueSet {
    if (this.#open.includes(canonical) && canonical)
      throw broken(`the value set ${canonical.slice(0, 200)} includes itself`);
    if (this.#open.length > 50) throw broken('value sets include each other more than 50 levels deep');
    if (this.#open.length === 0) this.#budget = new Budget();
    this.#open.push(canonical);
    try {
      return compileValueSet(resource, {
        budget: this.#budget,
        codeSystem: (url, version) => this.#codeSystems.find(url, version),
        versionFor: (system, version) => versionFor(system, version, this.#versions),
        valueSet: (imported) => this.#imported(imported),
      });
    } finally {
      this.#open.pop();
    }
  }
}

function unknownValueSet(url: string, error: TerminologyError): CompiledValueSet {
  return {
    resource: { resourceType: 'ValueSet', url, status: 'unknown' },
    includes: [],
    systems: 'unknown',
    partial: [],
    cost: 1,
    test: (_system, _code, _version, why) => {
      why?.push({ reason: error.reason, message: error.message });
      return 'unknown';
    },
    list: () => {
      throw error;
    },
  };
}
