import type { IndexValue } from '#search/search-expression.ts';
import { mayBeUnit } from '#units/ucum-library.ts';
import type { ResourceStore, Transaction } from './resource-store.ts';
import { withMembers } from './with-members.ts';

/** The kind of record that says that a UCUM code occurs in the store; its key is the code. */
const UNIT = 'unit';

const UCUM = 'http://unitsofmeasure.org';

/** The UCUM codes of the quantities that the store has, or once had. */
export async function unitsIn({ records }: Pick<ResourceStore, 'records'>): Promise<string[]> {
  return (await records.list(UNIT)).map(({ key }) => key);
}

/**
 * The same store, which remembers the UCUM codes of quantities: each before anything is written that has it, so that
 * a search that looks for them later misses none.
 */
export function rememberUnits(store: ResourceStore): ResourceStore {
  let known: Promise<Set<string>> | undefined;
  const remember = async (units: Set<string>): Promise<void> => {
    known ??= unitsIn(store).then((found) => new Set(found));
    const remembered = await known.catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    for (const key of units) {
      if (remembered.has(key)) continue;
      await store.records.write({ kind: UNIT, key, value: '{}' });
      remembered.add(key);
    }
  };
  return withMembers(store, {
    transact: async (transaction) => {
      const units = unitsOf(transaction);
      if (units.size) await remember(units);
      return store.transact(transaction);
    },
  });
}

function unitsOf({ writes }: Transaction): Set<string> {
  const units = new Set<string>();
  const look = (index: IndexValue[]) => {
    for (const value of index)
      if (value.kind === 'quantity' && value.system === UCUM && value.code && mayBeUnit(value.code))
        units.add(value.code);
  };
  for (const write of writes) {
    if (write.kind === 'create' || write.kind === 'update') look(write.draft.index);
    else if (write.kind === 'reindex' || write.kind === 'restore') look(write.index);
  }
  return units;
}
