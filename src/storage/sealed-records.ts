import { ConfigError } from '#config/config-error.ts';
import { open, seal } from '#secret/seal.ts';
import type { Records, RecordWrite, StoredRecord } from './records.ts';
import type { ResourceStore } from './resource-store.ts';
import { withMembers } from './with-members.ts';

/** Records that hold what would let others in: signing keys, password hashes and secrets of one-time passwords. */
const SEALED_KINDS: ReadonlySet<string> = new Set(['smart.keys', 'smart.user']);

/** A record as it lies in the store. */
interface Sealed {
  sealed: string;
}

/**
 * The same store, in which records that hold secrets are sealed by a key that is not in it. The key is asked for when the first of
 * them is; what was stored before there was one is sealed as it is read.
 */
export const sealSecrets = (store: ResourceStore, key: () => Buffer): ResourceStore =>
  withMembers(store, { records: sealedRecords(store.records, key) });

/** Records of the kinds that hold secrets are sealed, each for its own place; the rest is as it was. */
export function sealedRecords(records: Records, key: () => Buffer): Records {
  const isSealed = (kind: string) => SEALED_KINDS.has(kind);
  const sealedValue = ({ kind, key: name, value }: Pick<RecordWrite, 'kind' | 'key' | 'value'>): string =>
    JSON.stringify({ sealed: seal(value, key(), `${kind} ${name}`).toString('base64') } satisfies Sealed);
  const write = (record: RecordWrite) =>
    records.write(isSealed(record.kind) ? { ...record, value: sealedValue(record) } : record);
  const opened = async (record: StoredRecord): Promise<StoredRecord> => {
    const { sealed } = JSON.parse(record.value) as Partial<Sealed>;
    if (sealed !== undefined) return { ...record, value: openValue(sealed, record, key()) };
    const { kind, key: name, value, version } = record;
    const written = await write({ kind, key: name, value, expected: version });
    return { ...record, version: written ?? version };
  };
  return {
    read: async (kind, name) => {
      const record = await records.read(kind, name);
      return record && isSealed(kind) ? opened(record) : record;
    },
    list: async (kind) => {
      const all = await records.list(kind);
      return isSealed(kind) ? Promise.all(all.map(opened)) : all;
    },
    write,
    remove: (kind, name) => records.remove(kind, name),
  };
}

function openValue(sealed: string, { kind, key: name }: StoredRecord, key: Buffer): string {
  try {
    return open(Buffer.from(sealed, 'base64'), key, `${kind} ${name}`);
  } catch {
    throw new ConfigError(
      'SECRETS_KEY is not the key by which the users and keys in the store were sealed; give the file that was there when they were made',
    );
  }
}
