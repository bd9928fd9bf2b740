import { parseJson } from '#fhir/json/parse-json.ts';
import type { Resource } from '#fhir/resource.ts';
import type { IndexResource } from '#search/index-resource.ts';
import { matches } from '#search/matches.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import type { Condition, ResourceStore, Transaction } from '#storage/resource-store.ts';
import { findAll, targetsOf } from './find-all.ts';
import { resourceOf, type WrittenResource, writtenOf } from './written-records.ts';

/** So many are read by their ids. */
const FEW = 4;

/** What finding needs. */
export interface NamedRooms {
  store: Pick<ResourceStore, 'search' | 'read'>;
  index: IndexResource;
}

/**
 * The resources that what is written refers to, by the ids that it names them with: stored ones, those of the same
 * transaction, and those that stand behind a condition. Found by one question for all.
 */
export class NamedResources {
  /** Assigned id -> the id of the stored resource that takes its place. */
  readonly replaced = new Map<string, string>();
  readonly #conditions = new Map<string, Condition>();
  readonly #own: Map<string, WrittenResource>;
  readonly #rooms: NamedRooms;
  #found: Resource[] = [];

  constructor(transaction: Transaction, types: ReadonlySet<string>, rooms: NamedRooms) {
    this.#rooms = rooms;
    const written = writtenOf(transaction, types);
    this.#own = new Map(written.map((one) => [`${one.draft.type}/${one.draft.id}`, one]));
    for (const { id, condition } of transaction.references)
      this.#conditions.set(`${condition.type}/${id}`, condition);
    for (const [name, { condition }] of this.#own) if (condition) this.#conditions.set(name, condition);
  }

  /** Asks the store for all that is named, and for whatever else is asked with it. */
  async find(names: Set<string>, more: [type: string, where: SearchExpression][] = []): Promise<void> {
    const asked = [...more];
    const ids = new Map<string, string[]>();
    for (const name of names) {
      const [type = '', id = ''] = name.split('/');
      const condition = this.#conditions.get(name);
      if (condition) asked.push([type, condition.where]);
      else if (!this.#own.has(name)) ids.set(type, [...(ids.get(type) ?? []), id]);
    }
    const byId = [...ids].flatMap(([type, all]) => all.map((id) => ({ type, id })));
    if (asked.length === 0 && byId.length <= FEW) {
      this.#found = await this.#read(byId);
      return;
    }
    for (const [type, all] of ids) asked.push([type, { op: 'id', ids: all }]);
    this.#found = await findAll(this.#rooms.store, targetsOf(asked));
  }

  /** A few are read one by one, at once: most writes name one Patient, and a search costs ten times a read. */
  async #read(names: { type: string; id: string }[]): Promise<Resource[]> {
    const found = await Promise.all(names.map(({ type, id }) => this.#rooms.store.read(type, id)));
    return found.flatMap((one) => (one?.text === undefined ? [] : [parseJson(one.text) as Resource]));
  }

  /** Of what was found that which meets an expression. */
  meeting(type: string, where: SearchExpression): Resource[] {
    return this.#found.filter((one) => one.resourceType === type && this.#meets(one, where));
  }

  /** The resource of a name as the transaction leaves it, and whether it was there before; undefined where there is none. */
  resolve(name: string): { resource: Resource; isNew: boolean } | undefined {
    const [type = '', id = ''] = name.split('/');
    const condition = this.#conditions.get(name);
    const [stored] = condition
      ? this.meeting(type, condition.where)
      : this.#found.filter((one) => one.resourceType === type && one.id === id);
    const own = this.#own.get(name);
    if (stored?.id !== undefined && stored.id !== id) this.replaced.set(id, stored.id);
    if (own === undefined) return stored && { resource: stored, isNew: false };
    if (stored && own.keeps) return { resource: stored, isNew: false };
    const resource = resourceOf(own.draft, stored?.id ?? id, this.replaced);
    // An update by id may be of one that is there, which was not asked for.
    return { resource, isNew: own.keeps };
  }

  #meets(resource: Resource, where: SearchExpression): boolean {
    return matches(where, { id: resource.id as string, index: this.#rooms.index(resource) });
  }
}
