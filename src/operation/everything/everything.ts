import type { CareDates } from '#conformance/care-dates.ts';
import type { Definitions } from '#conformance/definitions.ts';
import { operationOutcome } from '#fhir/operation-outcome.ts';
import { type Answer, versionAnswer } from '#interaction/answer.ts';
import { compileIncludes } from '#search/include.ts';
import { parseParameter } from '#search/parse-search.ts';
import type { PagePlace, SearchExpression, SearchTarget } from '#search/search-expression.ts';
import type { SearchEntry, SearchPage } from '#search/search-page.ts';
import { searchset } from '#search/searchset.ts';
import type { Subset } from '#search/subset.ts';
import type { StoredVersion } from '#storage/resource-store.ts';
import { inCareRange } from './care-range.ts';
import { type LinkRooms, linkedResources } from './linked-resources.ts';
import { type DefinedCall, type Narrowing, readNarrowing } from './narrowing.ts';
import type { RecordScope } from './record-scope.ts';

/** What $everything needs. */
export interface EverythingRooms extends LinkRooms {
  definitions: Definitions;
  careDates: Map<string, CareDates>;
  subset: Subset;
}

/** Before all resources, in creation order. */
const BEGINNING: PagePlace = { sort: [], order: -1 };

/**
 * One page of a record (patient-operation-everything.html): the resource that it is about first, then all that
 * belongs to it in creation order, each once on all pages together, and with each page what its matches refer to.
 */
export async function everything(
  scope: RecordScope,
  call: DefinedCall,
  rooms: EverythingRooms,
): Promise<Answer> {
  const { context, limits, subset } = rooms;
  const narrowing = readNarrowing(call, context, limits);
  const focus = scope.focus && (await readFocus(scope.focus, rooms));
  const page = await new RecordPages(scope, narrowing, rooms).page(focus);
  const { path } = scope;
  return {
    status: 200,
    headers: {},
    body: searchset({ path, used: narrowing.used }, page, context, subset),
  };
}

async function readFocus(
  { type, id }: { type: string; id: string },
  { store }: EverythingRooms,
): Promise<StoredVersion> {
  const version = await store.read(type, id);
  versionAnswer(version, `${type}/${id}`);
  return version as StoredVersion;
}

/** The pages of one record as it was narrowed. */
class RecordPages {
  readonly #scope: RecordScope;
  readonly #narrowing: Narrowing;
  readonly #rooms: EverythingRooms;
  /**
   * Whether types are asked for that resources of the record only refer to: these are then looked for from all of
   * the record, of which the pages show what was asked for.
   */
  readonly #looksFurther: boolean;

  constructor(scope: RecordScope, narrowing: Narrowing, rooms: EverythingRooms) {
    this.#scope = scope;
    this.#narrowing = narrowing;
    this.#rooms = rooms;
    const own = new Set([...scope.types, ...(scope.focus ? [scope.focus.type] : [])]);
    this.#looksFurther = [...(narrowing.types ?? [])].some((type) => !own.has(type));
  }

  async page(focus: StoredVersion | undefined): Promise<SearchPage> {
    const { count, after } = this.#narrowing;
    const first = focus && this.#isAsked(focus) ? [asMatch(focus)] : [];
    if (count === 0) {
      const { total = 0 } = await this.#search(0);
      return { entries: [], total: total + first.length };
    }
    const shown = after ? [] : first;
    const found = shown.length < count ? await this.#search(count - shown.length) : FULL;
    const record = [...shown, ...found.entries];
    const only = this.#looksFurther ? undefined : this.#narrowing.types;
    const { entries: linked, withheld } = await linkedResources(record, this.#scope, this.#rooms, only);
    const entries = [...record, ...linked].filter((entry) => this.#shows(entry));
    const isWhole = !after && !found.next && !this.#looksFurther;
    return {
      entries: withheld ? [...entries, withheldEntry(withheld)] : entries,
      ...(isWhole ? { total: entries.filter(({ mode }) => mode === 'match').length } : {}),
      ...(found.next ? { next: found.next } : {}),
    };
  }

  #shows({ type }: SearchEntry): boolean {
    return this.#narrowing.types?.has(type) ?? true;
  }

  #isAsked({ type, lastUpdated }: StoredVersion): boolean {
    const { types, since = Number.NEGATIVE_INFINITY } = this.#narrowing;
    return (types?.has(type) ?? true) && Date.parse(lastUpdated) >= since;
  }

  async #search(count: number): Promise<SearchPage> {
    const { context, limits, store } = this.#rooms;
    const types = this.#types(count === 0);
    if (!types.length) return { entries: [] };
    const { after } = this.#narrowing;
    const ofProvenance = parseParameter('_revinclude', 'Provenance:target');
    return store.search({
      targets: types.map((type) => this.#target(type)),
      sort: [],
      includes:
        this.#narrowing.types?.has('Provenance') === false
          ? []
          : compileIncludes([ofProvenance], types, context),
      count,
      total: false,
      includeLimit: limits.includes,
      ...(after ? { after } : {}),
    });
  }

  #types(shownOnly: boolean): string[] {
    const { types } = this.#narrowing;
    if (!types || (this.#looksFurther && !shownOnly)) return this.#scope.types;
    return this.#scope.types.filter((type) => types.has(type));
  }

  #target(type: string): SearchTarget {
    const { since, care } = this.#narrowing;
    const { focus, within } = this.#scope;
    const of: SearchExpression[] = [within(type)];
    if (focus?.type === type) of.push({ op: 'not', of: { op: 'id', ids: [focus.id] } });
    if (since !== undefined)
      of.push({ op: 'last-updated', prefix: 'ge', span: { low: since, high: since + 1 } });
    const inRange = care && inCareRange(type, care, this.#rooms.careDates, this.#rooms.context);
    if (inRange) of.push(inRange);
    return { type, where: { op: 'all', of } };
  }
}

/** A first page that holds nothing but what the record is about. */
const FULL: SearchPage = { entries: [], next: BEGINNING };

const asMatch = ({ type, id, text }: StoredVersion): SearchEntry => ({
  type,
  id,
  text: text as string,
  mode: 'match',
});

/** Tells that references lead out of the record, and that what they lead to is not part of the answer. */
function withheldEntry(count: number): SearchEntry {
  const outcome = operationOutcome([
    {
      severity: 'information',
      code: 'suppressed',
      diagnostics: `resources of this page refer to ${count} that belong to the records of other patients and are not given here`,
      source: 'patient-operation-everything.html',
    },
  ]);
  return { type: 'OperationOutcome', id: '', text: JSON.stringify(outcome), mode: 'outcome' };
}
