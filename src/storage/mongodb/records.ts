import type { Collection, Db, Filter } from 'mongodb';
import type { Records, RecordWrite, StoredRecord } from '../records.ts';

/** The collection of the server's own records. */
const RECORDS = 'records';

interface RecordDocument {
  _id: string;
  kind: string;
  key: string;
  version: number;
  value: string;
  /** MongoDB removes the document some time after this; until then it is left out of every answer. */
  expires?: Date;
}

/** No kind runs into a key: what parts them is encoded in the kind. */
const idOf = (kind: string, key: string): string => `${encodeURIComponent(kind)} ${key}`;

/** The server's own records in MongoDB; each change is one command on one document, and so atomic. */
export class MongoRecords implements Records {
  readonly #collection: Collection<RecordDocument>;

  constructor(database: Db) {
    this.#collection = database.collection<RecordDocument>(RECORDS);
  }

  /** Makes the indexes, where they are missing. */
  async prepare(): Promise<void> {
    await this.#collection.createIndexes([
      { key: { kind: 1, key: 1 } },
      { key: { expires: 1 }, expireAfterSeconds: 0 },
    ]);
  }

  async read(kind: string, key: string): Promise<StoredRecord | undefined> {
    const found = await this.#collection.findOne({ _id: { $eq: idOf(kind, key) }, ...notOver() });
    return found ? storedRecord(found) : undefined;
  }

  async list(kind: string): Promise<StoredRecord[]> {
    const found = await this.#collection
      .find({ kind: { $eq: kind }, ...notOver() })
      .sort({ key: 1 })
      .toArray();
    return found.map(storedRecord);
  }

  async write({ kind, key, value, expires, expected }: RecordWrite): Promise<number | undefined> {
    const _id = idOf(kind, key);
    await this.#collection.deleteOne({ _id: { $eq: _id }, expires: { $lte: new Date() } });
    const set = { kind, key, value, ...(expires === undefined ? {} : { expires: new Date(expires) }) };
    const unset = expires === undefined ? { $unset: { expires: '' as const } } : {};
    try {
      const written = await this.#collection.findOneAndUpdate(
        { _id: { $eq: _id }, ...(expected === undefined ? {} : { version: { $eq: expected } }) },
        { $set: set, $inc: { version: 1 }, ...unset },
        { upsert: expected === undefined || expected === 0, returnDocument: 'after' },
      );
      return written?.version;
    } catch (error) {
      // It is there already, and was expected not to be.
      if ((error as { code?: number }).code === 11000) return undefined;
      throw error;
    }
  }

  async remove(kind: string, key: string): Promise<boolean> {
    const found = await this.#collection.findOneAndDelete({ _id: { $eq: idOf(kind, key) } });
    return found !== null && !(found.expires && found.expires <= new Date());
  }
}

const notOver = (): Filter<RecordDocument> => ({
  $or: [{ expires: { $exists: false } }, { expires: { $gt: new Date() } }],
});

const storedRecord = ({ kind, key, version, value }: RecordDocument): StoredRecord => ({
  kind,
  key,
  version,
  value,
});
