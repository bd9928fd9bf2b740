import type { ResourceStore, TransactionResult } from './resource-store.ts';
import { withMembers } from './with-members.ts';

/** The same store, whose transactions are told of once they are done and before anybody else hears of them. */
export function watchWrites(
  store: ResourceStore,
  noticed: (result: TransactionResult) => Promise<void> | undefined,
): ResourceStore {
  return withMembers(store, {
    transact: async (transaction) => {
      const result = await store.transact(transaction);
      await noticed(result);
      return result;
    },
  });
}
