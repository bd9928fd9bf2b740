import type { Limits } from '#config.ts';
import { refuse } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Gate } from '#interaction/admit.ts';
import { createBreathe } from '#interaction/breathe.ts';
import type { SearchContext } from '#search/compile-parameter.ts';
import { matches } from '#search/matches.ts';
import type { SearchTarget } from '#search/search-expression.ts';
import type { SearchEntry } from '#search/search-page.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { readAll } from '../read-all.ts';
import { CANONICALS_AT_ONCE, findDefinitions } from './find-definitions.ts';
import type { CollectLinks, Links } from './links-of.ts';
import { inAnyCompartment, type RecordScope } from './record-scope.ts';

/** What following links needs. */
export interface LinkRooms {
  store: ResourceStore;
  context: SearchContext;
  limits: Limits;
  gate: Gate;
  collectLinks: CollectLinks;
}

/** What the resources of a page lead to. */
export interface Linked {
  entries: SearchEntry[];
  /** How many resources they lead to that are part of somebody else's record, and are not given. */
  withheld: number;
}

const keyOf = ({ type, id }: { type: string; id: string }): string => `${type}/${id}`;

/**
 * Everything that resources of a record refer to, and what that refers to, until nothing new comes: one search a
 * round. What belongs to the record itself is not among it, since it is a match of its own page, and what is in
 * somebody else's compartment is counted only. Canonicals are followed from the record, and from definitions on
 * where the record includes them. `only` leaves all other types out. Throws 400 (`too-costly`) for more
 * than one page may include.
 */
export async function linkedResources(
  start: SearchEntry[],
  scope: RecordScope,
  rooms: LinkRooms,
  only?: Set<string>,
): Promise<Linked> {
  const finder = new LinkFinder(scope, rooms, only);
  return finder.follow(start);
}

/** Those that are new, which are then known. */
function remember(found: Set<string>, known: Set<string>): Set<string> {
  const fresh = new Set([...found].filter((each) => !known.has(each)));
  for (const each of fresh) known.add(each);
  return fresh;
}

/** Follows links round by round, and asks for nothing twice. */
class LinkFinder {
  readonly #scope: RecordScope;
  readonly #rooms: LinkRooms;
  readonly #only: Set<string> | undefined;
  readonly #breathe = createBreathe();
  /** What is there, or was looked for. */
  readonly #known: Links = { references: new Set(), canonicals: new Set() };
  #withheld = 0;

  constructor(scope: RecordScope, rooms: LinkRooms, only: Set<string> | undefined) {
    this.#scope = scope;
    this.#rooms = rooms;
    this.#only = only;
    if (scope.focus) this.#known.references.add(keyOf(scope.focus));
  }

  async follow(start: SearchEntry[]): Promise<Linked> {
    for (const entry of start) this.#known.references.add(keyOf(entry));
    const included: SearchEntry[] = [];
    let fresh = start;
    for (let round = 0; fresh.length; round++) {
      const links = await this.#linksOf(fresh, round === 0 || this.#scope.followsDefinitions);
      fresh = await this.#find(links);
      included.push(...fresh);
      this.#check(included.length);
    }
    return { entries: included, withheld: this.#withheld };
  }

  #check(count: number): void {
    const { includes } = this.#rooms.limits;
    if (count <= includes) return;
    throw refuse(
      400,
      'too-costly',
      `the resources of this page refer to more than ${includes} others; ask for fewer with _count or _type`,
      { source: 'patient-operation-everything.html' },
    );
  }

  /** The links that lead to what was not looked for before. */
  async #linksOf(entries: SearchEntry[], toDefinitions: boolean): Promise<Links> {
    const found: Links = { references: new Set(), canonicals: new Set() };
    for (const { text } of entries) {
      await this.#breathe();
      this.#rooms.collectLinks(JSON.parse(text) as Resource, found);
    }
    if (!toDefinitions) found.canonicals.clear();
    return {
      references: remember(found.references, this.#known.references),
      canonicals: remember(found.canonicals, this.#known.canonicals),
    };
  }

  async #find({ references, canonicals }: Links): Promise<SearchEntry[]> {
    const found: SearchEntry[] = [];
    const byType = Map.groupBy(
      [...references].map((reference) => reference.split('/') as [string, string]),
      ([type]) => type,
    );
    const searches: SearchTarget[][] = [await this.#targets(byType)];
    const urls = [...canonicals];
    for (let at = 0; at < urls.length; at += CANONICALS_AT_ONCE)
      searches.push(findDefinitions(urls.slice(at, at + CANONICALS_AT_ONCE), this.#rooms.context));
    for (const targets of searches) await this.#read(targets, found);
    return found;
  }

  async #read(targets: SearchTarget[], found: SearchEntry[]): Promise<void> {
    const wanted = targets.filter(({ type }) => this.#only?.has(type) ?? true);
    if (!wanted.length) return;
    for await (const entry of readAll({ targets: wanted }, this.#rooms)) {
      await this.#breathe();
      if (this.#isSomebodys(entry)) this.#withheld++;
      else if (this.#isNew(entry)) found.push({ ...entry, mode: 'include' });
      this.#check(found.length);
    }
  }

  /** A definition may be found by its canonical and be referred to by its id as well. */
  #isNew(entry: SearchEntry): boolean {
    const key = keyOf(entry);
    const known = this.#found.has(key);
    this.#found.add(key);
    return !known;
  }

  readonly #found = new Set<string>();

  /** A search by id for each type; what belongs to the record is left to the pages of the record. */
  async #targets(byType: Map<string, [string, string][]>): Promise<SearchTarget[]> {
    const targets: SearchTarget[] = [];
    for (const [type, references] of byType) {
      const ids = { op: 'id', ids: references.map(([, id]) => id) } as const;
      if (!this.#scope.types.includes(type)) targets.push({ type, where: ids });
      else {
        const not = { op: 'not', of: this.#scope.within(type) } as const;
        const target: SearchTarget = { type, where: { op: 'all', of: [ids, not] } };
        // They belong to somebody all of them, so that their number is enough.
        if (type === this.#scope.compartment.code) this.#withheld += await this.#countOf(target);
        else targets.push(target);
      }
    }
    return targets;
  }

  async #countOf(target: SearchTarget): Promise<number> {
    if (this.#only && !this.#only.has(target.type)) return 0;
    const query = { targets: [target], sort: [], includes: [], count: 0, total: true, includeLimit: 0 };
    return (await this.#rooms.store.search(query)).total ?? 0;
  }

  #isSomebodys({ type, id, text }: SearchEntry): boolean {
    if (!this.#scope.types.includes(type)) return false;
    const { context, gate } = this.#rooms;
    const anybodys = inAnyCompartment(type, this.#scope.compartment, context);
    return (
      anybodys !== undefined && matches(anybodys, { id, index: gate.index(JSON.parse(text) as Resource) })
    );
  }
}
