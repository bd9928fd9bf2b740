import type { SearchParameter } from '@medplum/fhirtypes';
import type { Definitions, SearchParameterDefinition } from '#conformance/definitions.ts';
import { readSearchParameter } from '#conformance/load-search-parameters.ts';
import type { AddedParameter, SearchParameters } from '#conformance/search-parameter.ts';
import { compileExpression } from '#fhirpath/compile-expression.ts';
import type { SearchExpression } from '#search/search-expression.ts';
import type { ResourceStore, TransactionResult } from '#storage/resource-store.ts';
import type { ReindexJobs } from './reindex-jobs.ts';

/** The kind of record that says for a parameter, by its canonical, that all resources are indexed by it. */
const INDEXED = 'search-parameter';

/** Parameters that clients may add; each makes every write of its types dearer. */
const MOST_ADDED = 1000;

/** Those that are used; a draft is one that somebody tries out. */
const IN_USE = new Set(['active', 'draft']);

const EVERYTHING: SearchExpression = { op: 'all', of: [] };

/** What following the stored SearchParameters needs by name. */
export interface AddedParametersRooms {
  store: ResourceStore;
  definitions: Definitions;
  parameters: SearchParameters;
  /** Those of profiles/. */
  ofProfiles: SearchParameterDefinition[];
  jobs: ReindexJobs;
}

/**
 * The search parameters that profiles/ and clients add. One that is new is indexed with every write from then on;
 * searched by it is only when a job has indexed what was stored before.
 */
export class AddedParameters {
  readonly #rooms: AddedParametersRooms;
  readonly #begun = new Set<string>();
  #marker = '';
  #last: Promise<void> = Promise.resolve();

  constructor(rooms: AddedParametersRooms) {
    this.#rooms = rooms;
  }

  /** Follows the SearchParameters that this process writes; see `watchWrites`. */
  noticed({ written }: TransactionResult): Promise<void> | undefined {
    return written.some(({ type }) => type === 'SearchParameter') ? this.refresh() : undefined;
  }

  /** Takes up what is stored now; one after the other. */
  refresh(): Promise<void> {
    this.#last = this.#last.catch(() => {}).then(() => this.#refresh());
    return this.#last;
  }

  /** Takes up what another process on the store has changed, if it has. */
  async follow(): Promise<void> {
    const { versions } = await this.#rooms.store.history({ type: 'SearchParameter', count: 1 });
    const [latest] = versions;
    const indexed = await this.#rooms.store.records.list(INDEXED);
    const marker = [
      latest?.id,
      latest?.versionId,
      ...indexed.map(({ key, version }) => `${key} ${version}`),
    ].join();
    if (marker === this.#marker) return;
    await this.refresh();
    this.#marker = marker;
  }

  async #refresh(): Promise<void> {
    const { store, parameters, ofProfiles, jobs } = this.#rooms;
    const records = await store.records.list(INDEXED);
    const indexed = new Map(records.map(({ key, value }) => [key, value]));
    const added = [...ofProfiles, ...(await this.#stored())].map((definition): AddedParameter => {
      return { definition, ready: indexed.get(definition.url) === JSON.stringify(definition) };
    });
    parameters.setAdded(added);
    const fresh = added.filter(
      ({ definition, ready }) => !ready && !this.#begun.has(JSON.stringify(definition)),
    );
    if (!fresh.length) return;
    for (const { definition } of fresh) this.#begun.add(JSON.stringify(definition));
    const definitions = fresh.map(({ definition }) => definition);
    const types = this.#typesOf(definitions);
    await store.prepareIndexes(types);
    if (await this.#isEmpty(types)) return this.#markIndexed(definitions);
    const urls = definitions.map(({ url }) => url);
    await jobs.begin(types, urls, () => this.#markIndexed(definitions));
  }

  async #isEmpty(types: string[]): Promise<boolean> {
    const targets = types.map((type) => ({ type, where: EVERYTHING }));
    const nothing = { sort: [], includes: [], includeLimit: 0, count: 1, total: false };
    const { entries } = await this.#rooms.store.search({ ...nothing, targets });
    return entries.length === 0;
  }

  async #markIndexed(definitions: SearchParameterDefinition[]): Promise<void> {
    for (const definition of definitions)
      await this.#rooms.store.records.write({
        kind: INDEXED,
        key: definition.url,
        value: JSON.stringify(definition),
      });
    await this.#refresh();
  }

  /** The stored SearchParameters that can be used; R4's own are there without being stored. */
  async #stored(): Promise<SearchParameterDefinition[]> {
    const { store, parameters, ofProfiles } = this.#rooms;
    const known = new Set(ofProfiles.map(({ url }) => url));
    const { entries } = await store.search({
      targets: [{ type: 'SearchParameter', where: EVERYTHING }],
      sort: [],
      includes: [],
      includeLimit: 0,
      count: MOST_ADDED,
      total: false,
    });
    return entries
      .map(({ text }) => JSON.parse(text) as SearchParameter)
      .filter(({ status, url }) => IN_USE.has(status as string) && url && !known.has(url))
      .map(readSearchParameter)
      .filter((definition) => !parameters.isOfR4(definition) && this.#canBeIndexed(definition));
  }

  /** False for an expression that cannot be compiled: such a parameter is stored, but nothing is searched by it. */
  #canBeIndexed({ expression, base }: SearchParameterDefinition): boolean {
    const { definitions } = this.#rooms;
    if (!expression) return false;
    try {
      for (const type of base) compileExpression(expression, type, definitions);
      return true;
    } catch {
      return false;
    }
  }

  #typesOf(added: SearchParameterDefinition[]): string[] {
    const { definitions, parameters } = this.#rooms;
    const urls = new Set(added.map(({ url }) => url));
    return [...definitions.resourceTypes].filter((type) =>
      parameters.indexed(type).some(({ url }) => urls.has(url)),
    );
  }
}
