import type { ResourceStore } from './resource-store.ts';

/** The same store, some of whose members are others. Made once, so that nothing is looked up at each question. */
export function withMembers(store: ResourceStore, members: Partial<ResourceStore>): ResourceStore {
  return {
    records: store.records,
    releases: store.releases,
    referenceOrder: store.referenceOrder,
    read: (type, id) => store.read(type, id),
    vread: (type, id, versionId) => store.vread(type, id, versionId),
    search: (query) => store.search(query),
    explain: (query) => store.explain(query),
    replacedSince: (question) => store.replacedSince(question),
    distinct: (query) => store.distinct(query),
    history: (query) => store.history(query),
    transact: (transaction) => store.transact(transaction),
    trailHead: () => store.trailHead(),
    prepareIndexes: (types) => store.prepareIndexes(types),
    ready: () => store.ready(),
    close: () => store.close(),
    ...members,
  };
}
