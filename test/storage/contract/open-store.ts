import type { ResourceStore } from '#storage/resource-store.ts';

/** An empty store that a test has for itself. */
export interface OpenedStore {
  store: ResourceStore;
  /** Closes the store and opens the same data again. */
  reopen: () => Promise<ResourceStore>;
  /** Closes the store and throws its data away. */
  dispose: () => Promise<void>;
}

export type OpenStore = () => Promise<OpenedStore>;

/** Opens an empty store for the sentences of one chapter, and lets go of it behind the last of them. */
export function useStore(open: OpenStore): () => ResourceStore {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.dispose());
  return () => opened.store;
}
