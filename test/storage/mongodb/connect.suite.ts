import { MongoStore } from '#storage/mongodb/mongo-store.ts';
import { StoreUnavailable } from '#storage/resource-store.ts';
import { freshDatabase } from '../../mongodb/fresh-database.ts';
import { type GatewayOptions, startGateway } from '../../mongodb/gateway/gateway.ts';
import { create, draft, transact } from '../contract/writes.ts';

/** What opening a store at a server that pretends to be something else is refused with. */
async function refusal(pretence: Partial<GatewayOptions>, credentials = ''): Promise<unknown> {
  // No statement gets as far as the engine.
  const gateway = await startGateway({ enginePort: 1, ...pretence });
  try {
    const store = await MongoStore.open(
      `mongodb://${credentials}127.0.0.1:${gateway.port}/?authSource=admin`,
    );
    await store.close();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await gateway.close();
  }
}

it('does not open a server that is too old, and says which one is needed', async () => {
  const error = await refusal({ version: '6.0.19' });
  expect(error).toBeInstanceOf(StoreUnavailable);
  expect((error as Error).message).toMatch(/6\.0\.19; 7\.0 or newer/);
});

it('does not open a server that is no replica set, and says how it becomes one', async () => {
  const error = await refusal({ standalone: true });
  expect(error).toBeInstanceOf(StoreUnavailable);
  expect((error as Error).message).toMatch(/not a replica set.*rs\.initiate/);
});

it('says that the credentials are wrong, without telling them', async () => {
  const error = await refusal({}, 'trial:open-sesame@');
  expect(error).toBeInstanceOf(StoreUnavailable);
  expect((error as Error).message).toMatch(/user name or password/);
  expect((error as Error).message).not.toMatch(/sesame/);
});

it('says that there is no server', async () => {
  const gone = await startGateway({ enginePort: 1 });
  await gone.close();
  const url = `mongodb://127.0.0.1:${gone.port}/?serverSelectionTimeoutMS=200`;
  await expect(MongoStore.open(url)).rejects.toThrow(/no primary .* can be reached/);
});

it('is opened by several servers at once, and again, and finds everything made', async () => {
  const { url, drop } = freshDatabase();
  const parametersOf = () => [{ code: 'code', kind: 'token' as const }];
  const open = () => MongoStore.open(url, { parametersOf });
  const first = await Promise.all([open(), open(), open()]);
  await Promise.all(first.map((store, i) => transact(store, create(draft('Observation', `o${i}`)))));
  await Promise.all(first.map((store) => store.close()));
  const again = await open();
  expect((await again.history({ count: 10 })).versions).toHaveLength(3);
  await again.close();
  await drop();
});
