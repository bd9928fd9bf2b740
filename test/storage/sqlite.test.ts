import { SqliteStore } from '#storage/sqlite/sqlite-store.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { describeStore } from './contract.ts';

describeStore('SQLite', async () => {
  const { folder, remove } = temporaryFolder();
  let store = await SqliteStore.open(folder);
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await SqliteStore.open(folder);
      return store;
    },
    dispose: async () => {
      await store.close();
      remove();
    },
  };
});
