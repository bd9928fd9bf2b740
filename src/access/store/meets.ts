import { parseJson } from '#fhir/json/parse-json.ts';
import type { Resource } from '#fhir/resource.ts';
import type { IndexResource } from '#search/index-resource.ts';
import { matches } from '#search/matches.ts';
import type { IndexValue, SearchExpression } from '#search/search-expression.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import type { Reach } from '../reach.ts';

/** A resource by its search values: a version that is stored, or one that is about to be. */
export interface Candidate {
  type: string;
  id: string;
  index: IndexValue[];
  /** Milliseconds since 1970; absent for what is not stored yet. */
  lastUpdated?: number;
}

/** What deciding needs. */
export interface MeetsRooms {
  store: Pick<ResourceStore, 'search'>;
  index: IndexResource;
}

/**
 * Decides whether versions meet a reach, by their own search values, and by what stands in the store where they
 * refer to other resources. What the same request writes is looked at as it will be. One for each question of a
 * caller, so that nothing is asked of the store twice.
 */
export class Meeting {
  readonly #rooms: MeetsRooms;
  readonly #written: Map<string, Candidate>;
  readonly #asked = new Map<SearchExpression, Map<string, Promise<boolean>>>();

  constructor(rooms: MeetsRooms, written: Candidate[] = []) {
    this.#rooms = rooms;
    this.#written = new Map(written.map((one) => [`${one.type}/${one.id}`, one]));
  }

  /** A stored version as a candidate. */
  candidate(version: { type: string; id: string; text: string; lastUpdated: string | number }): Candidate {
    const { type, id, text } = version;
    return {
      type,
      id,
      lastUpdated: new Date(version.lastUpdated).getTime(),
      index: this.#rooms.index(parseJson(text) as Resource),
    };
  }

  async meets(reach: Reach, candidate: Candidate): Promise<boolean> {
    if (typeof reach === 'string') return reach === 'everything';
    switch (reach.op) {
      case 'all':
        for (const part of reach.of) if (!(await this.meets(part, candidate))) return false;
        return true;
      case 'any':
        for (const part of reach.of) if (await this.meets(part, candidate)) return true;
        return false;
      case 'not':
        return !(await this.meets(reach.of, candidate));
      case 'chain':
        return this.#chained(reach, candidate);
      case 'has':
        return this.#isReferredTo(reach, candidate);
      default:
        return matches(reach, candidate);
    }
  }

  async #chained(
    { parameter, targets }: Extract<SearchExpression, { op: 'chain' }>,
    { index }: Candidate,
  ): Promise<boolean> {
    for (const value of index) {
      if (value.kind !== 'reference' || value.parameter !== parameter || !('id' in value)) continue;
      if (value.contained) continue;
      for (const { type, of } of targets)
        if (value.type === type && (await this.#exists(of, type, value.id))) return true;
    }
    return false;
  }

  /** Whether the resource with this id meets an expression. */
  async #exists(of: SearchExpression, type: string, id: string): Promise<boolean> {
    const written = this.#written.get(`${type}/${id}`);
    if (written) return this.meets(of, written);
    return this.#ask(of, `${type}/${id}`, type, { op: 'all', of: [{ op: 'id', ids: [id] }, of] });
  }

  async #isReferredTo(
    has: Extract<SearchExpression, { op: 'has' }>,
    { type, id }: Candidate,
  ): Promise<boolean> {
    const refers: SearchExpression = { op: 'reference', parameter: has.parameter, types: [type], id };
    for (const written of this.#written.values())
      if (written.type === has.type && matches(refers, written) && (await this.meets(has.of, written)))
        return true;
    return this.#ask(has, `${type}/${id}`, has.type, { op: 'all', of: [refers, has.of] });
  }

  #ask(key: SearchExpression, about: string, type: string, where: SearchExpression): Promise<boolean> {
    const answers = this.#asked.get(key) ?? new Map<string, Promise<boolean>>();
    this.#asked.set(key, answers);
    const answer = answers.get(about) ?? this.#count(type, where);
    answers.set(about, answer);
    return answer;
  }

  async #count(type: string, where: SearchExpression): Promise<boolean> {
    const { entries } = await this.#rooms.store.search({
      targets: [{ type, where }],
      sort: [],
      includes: [],
      includeLimit: 0,
      count: 1,
      total: false,
    });
    return entries.length > 0;
  }
}
