/** A small piece of the server's own state: a job, a grant, a mark. It is no resource and has no history. */
export interface StoredRecord {
  kind: string;
  key: string;
  /** Counts the writes of this record from 1 on. */
  version: number;
  /** JSON text. */
  value: string;
}

/** What a record is written with. */
export interface RecordWrite {
  kind: string;
  key: string;
  value: string;
  /** When it is over, in milliseconds since 1970: from then on it is as if it were not there, and it is removed. */
  expires?: number;
  /** The version that it must have now, 0 for none; absent: whatever it has. */
  expected?: number;
}

/** The record that says that the search values in the store are of another version of this server. */
export const STALE_INDEX = { kind: 'index', key: 'stale' };

/** The server's own state beside the resources, shared by all processes on the store. Each write is durable. */
export interface Records {
  read(kind: string, key: string): Promise<StoredRecord | undefined>;
  /** All of a kind, by key. */
  list(kind: string): Promise<StoredRecord[]>;
  /** The version written; undefined, and nothing written, where the expected version was not there. */
  write(record: RecordWrite): Promise<number | undefined>;
  /** True for one who took it away; of several at once only one. */
  remove(kind: string, key: string): Promise<boolean>;
}
