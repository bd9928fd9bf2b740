import type { ResourceStore, TransactionResult } from './resource-store.ts';

/** The same store, whose transactions are told of once they are done and before anybody else hears of them. */
export function watchWrites(
  store: ResourceStore,
  noticed: (result: TransactionResult) => Promise<void> | undefined,
): ResourceStore {
  return {
    records: store.records,
    releases: store.releases,
    read: (type, id) => store.read(type, id),
    vread: (type, id, versionId) => store.vread(type, id, versionId),
    search: (query) => store.search(query),
    explain: (query) => store.explain(query),
    replacedSince: (question) => store.replacedSince(question),
    referenceOrder: store.referenceOrder,
    distinct: (question) => store.distinct(question),
    history: (query) => store.history(query),
    transact: async (transaction) => {
      const result = await store.transact(transaction);
      await noticed(result);
      return result;
    },
    prepareIndexes: (types) => store.prepareIndexes(types),
    ready: () => store.ready(),
    close: () => store.close(),
  };
}
