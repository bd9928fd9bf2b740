import type { Condition, ResourceStore, Write } from '#storage/resource-store.ts';
import type { RecordPatients } from './record-patients.ts';

/** Resources looked up at once. */
const AT_ONCE = 200;

interface Rooms {
  store: Pick<ResourceStore, 'search'>;
  patients: RecordPatients;
}

/** Whose records the resources that a transaction changes or deletes belong to before it does. */
export class PatientsBefore {
  readonly #patients = new Map<string, readonly string[]>();
  readonly #found = new Map<Condition, string[]>();

  private constructor() {}

  /** Looks up what the writes are about: a search a type, and one a condition. */
  static async of(writes: Write[], rooms: Rooms): Promise<PatientsBefore> {
    const before = new PatientsBefore();
    const named = writes.flatMap((write) => {
      if (write.kind === 'delete') return [{ type: write.type, id: write.id }];
      return write.kind === 'update' ? [{ type: write.draft.type, id: write.draft.id }] : [];
    });
    for (const [type, some] of Map.groupBy(named, ({ type }) => type))
      for (let i = 0; i < some.length; i += AT_ONCE) {
        const ids = some.slice(i, i + AT_ONCE).map(({ id }) => id);
        await before.#look({ type, where: { op: 'id', ids }, query: '' }, ids.length, rooms);
      }
    for (const write of writes) {
      const condition =
        write.kind === 'delete-where' ? write.where : write.kind === 'update' ? write.where : undefined;
      if (!condition) continue;
      const most = write.kind === 'delete-where' ? (write.most ?? 1) : 1;
      before.#found.set(condition, await before.#look(condition, most, rooms));
    }
    return before;
  }

  /** Whether there is a resource that is changed or deleted. */
  has(type: string, id: string): boolean {
    return this.#patients.has(`${type}/${id}`);
  }

  /** The patients of a resource as it is stored; none where it is not. */
  of(type: string, id: string): readonly string[] {
    return this.#patients.get(`${type}/${id}`) ?? [];
  }

  /** The ids that the condition of a write has found. */
  found(condition: Condition): string[] {
    return this.#found.get(condition) ?? [];
  }

  async #look({ type, where }: Condition, count: number, { store, patients }: Rooms): Promise<string[]> {
    const one = { sort: [], includes: [], includeLimit: 0, total: false };
    const { entries } = await store.search({ targets: [{ type, where }], count, ...one });
    for (const entry of entries) this.#patients.set(`${type}/${entry.id}`, patients.ofText(entry));
    return entries.map(({ id }) => id);
  }
}
