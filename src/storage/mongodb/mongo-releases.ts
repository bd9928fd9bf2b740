import type { Collection, Db } from 'mongodb';
import type { Release, ReleasedConcept, ReleaseImport, ReleaseStore } from '#terminology/release/release.ts';
import { storeError } from './store-error.ts';

/** Collections of imported releases; names of resource types begin with a capital. */
const RELEASES = 'release';
const CONCEPTS = 'releasedConcept';

interface ReleaseDocument extends Release {
  _id: string;
  /** Absent while the import is under way. */
  finished?: Date;
}

interface ConceptDocument {
  release: string;
  code: string;
  ancestors: readonly string[];
  /** The concept as JSON. */
  text: string;
}

/** Codes asked for in one query. */
const PART = 1000;

/** Imported releases in MongoDB: a document a concept, found by its code or by what it stands below. */
export class MongoReleases implements ReleaseStore {
  readonly #releases: Collection<ReleaseDocument>;
  readonly #concepts: Collection<ConceptDocument>;

  constructor(database: Db) {
    this.#releases = database.collection(RELEASES);
    this.#concepts = database.collection(CONCEPTS);
  }

  list(): Promise<Release[]> {
    return attempt(async () => {
      const found = await this.#releases
        .find({ finished: { $exists: true } })
        .sort({ finished: -1 })
        .toArray();
      return found.map(({ system, version, name }) => ({ system, version, name }));
    });
  }

  find(release: Release, codes: readonly string[]): Promise<ReleasedConcept[]> {
    return attempt(async () => {
      const found: ReleasedConcept[] = [];
      const _id = await this.#idOf(release);
      for (let i = 0; _id !== undefined && i < codes.length; i += PART) {
        const part = codes.slice(i, i + PART);
        const documents = await this.#concepts
          .find({ release: { $eq: _id }, code: { $in: [...part] } })
          .toArray();
        found.push(...documents.map(conceptOf));
      }
      return found;
    });
  }

  below(release: Release, code: string, most: number): Promise<ReleasedConcept[]> {
    return attempt(async () => {
      const _id = await this.#idOf(release);
      if (_id === undefined) return [];
      const documents = await this.#concepts
        .find({ release: { $eq: _id }, ancestors: { $eq: code } })
        .limit(most)
        .toArray();
      return documents.map(conceptOf);
    });
  }

  begin(release: Release): Promise<ReleaseImport> {
    return attempt(async () => {
      await this.#concepts.createIndexes([
        { key: { release: 1, code: 1 }, unique: true },
        { key: { release: 1, ancestors: 1 } },
      ]);
      // What an import that was broken off has left.
      for (const { _id } of await this.#releases.find({ finished: { $exists: false } }).toArray())
        await this.#remove(_id);
      const _id = `${release.system}|${release.version}|${Date.now()}`;
      await this.#releases.insertOne({ _id, ...release });
      return {
        append: (concepts) => attempt(() => this.#append(_id, concepts)),
        finish: () => attempt(() => this.#finish(_id, release)),
      };
    });
  }

  async #append(release: string, concepts: readonly ReleasedConcept[]): Promise<void> {
    if (concepts.length === 0) return;
    const documents = concepts.map((concept) => {
      const { code, ancestors } = concept;
      return { release, code, ancestors, text: JSON.stringify(concept) };
    });
    await this.#concepts.insertMany(documents, { ordered: false });
  }

  async #finish(_id: string, { system, version }: Release): Promise<void> {
    await this.#releases.updateOne({ _id: { $eq: _id } }, { $set: { finished: new Date() } });
    const others = await this.#releases
      .find({ system: { $eq: system }, version: { $eq: version }, _id: { $ne: _id } })
      .toArray();
    for (const other of others) await this.#remove(other._id);
  }

  async #remove(_id: string): Promise<void> {
    await this.#releases.deleteOne({ _id: { $eq: _id } });
    await this.#concepts.deleteMany({ release: { $eq: _id } });
  }

  /** Of several of one version the one that was imported last, until the others are gone. */
  async #idOf({ system, version }: Release): Promise<string | undefined> {
    const found = await this.#releases
      .find({ system: { $eq: system }, version: { $eq: version }, finished: { $exists: true } })
      .sort({ finished: -1 })
      .limit(1)
      .toArray();
    return found[0]?._id;
  }
}

const conceptOf = ({ text }: ConceptDocument): ReleasedConcept => JSON.parse(text) as ReleasedConcept;

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeError(error);
  }
}
