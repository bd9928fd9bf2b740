import { MongoStore } from '#storage/mongodb/mongo-store.ts';
import { freshDatabase } from '../mongodb/fresh-database.ts';
import { describeStore } from './contract.ts';

describeStore('MongoDB', async () => {
  const { url, drop } = freshDatabase();
  let store = await MongoStore.open(url);
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await MongoStore.open(url);
      return store;
    },
    dispose: async () => {
      await store.close();
      await drop();
    },
  };
});
