import type { IndexValue, SearchExpression, SearchQuery } from '#search/search-expression.ts';
import type {
  Condition,
  Draft,
  ResourceStore,
  Transaction,
  TransactionResult,
  Write,
} from '#storage/resource-store.ts';

/** A draft of which a test gives what it is about. `content` is JSON text with a leading comma. */
export function draft(type: string, id: string, given: Partial<Draft> = {}): Draft {
  return { type, id, meta: '', content: '', index: [], assigned: [], ...given };
}

export const create = (of: Draft, unless?: Condition, place = ''): Write => ({
  kind: 'create',
  place,
  draft: of,
  ...(unless ? { unless } : {}),
});

type Update = Extract<Write, { kind: 'update' }>;

export const update = (
  of: Draft,
  given: Partial<Pick<Update, 'ifMatch' | 'basedOn' | 'where' | 'idGiven' | 'place'>> = {},
): Write => ({ kind: 'update', method: 'PUT', place: '', draft: of, ...given });

export const remove = (type: string, id: string, ifMatch?: string): Write => ({
  kind: 'delete',
  place: '',
  type,
  id,
  ...(ifMatch === undefined ? {} : { ifMatch }),
});

export const transactionOf = (writes: Write[], given: Partial<Transaction> = {}): Transaction => ({
  writes,
  references: [],
  reads: [],
  representation: true,
  ...given,
});

/** Carries out writes in one transaction. */
export const transact = (store: ResourceStore, ...writes: Write[]): Promise<TransactionResult> =>
  store.transact(transactionOf(writes));

export const IDENTIFIERS = 'urn:example:identifiers';

/** The search value of an identifier. */
export const identifier = (code: string): Extract<IndexValue, { kind: 'token' }> => ({
  kind: 'token',
  parameter: 'identifier',
  system: IDENTIFIERS,
  code,
});

/** The condition that finds the resources with an identifier. */
export const withIdentifier = (type: string, code: string): Condition => ({
  type,
  where: { op: 'token', parameter: 'identifier', system: IDENTIFIERS, code },
  query: `identifier=${IDENTIFIERS}|${code}`,
});

export const reference = (parameter: string, type: string, id: string): IndexValue => ({
  kind: 'reference',
  parameter,
  type,
  id,
  versionId: '',
});

export const EVERYTHING: SearchExpression = { op: 'all', of: [] };

export const queryOf = (
  type: string,
  where: SearchExpression,
  given: Partial<SearchQuery> = {},
): SearchQuery => ({
  targets: [{ type, where }],
  sort: [],
  includes: [],
  count: 1000,
  total: false,
  includeLimit: 1000,
  ...given,
});

/** The ids that a search finds, in the order it gives them. */
export async function find(
  store: ResourceStore,
  type: string,
  where: SearchExpression,
  given: Partial<SearchQuery> = {},
): Promise<string[]> {
  const { entries } = await store.search(queryOf(type, where, given));
  return entries.map(({ id }) => id);
}
