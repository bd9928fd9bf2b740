import type { Resource } from '#fhir/resource.ts';
import type { Transaction, Write } from '#storage/resource-store.ts';
import { admit, bodyOf, type Companion } from '../admit.ts';
import type { Breathe } from '../breathe.ts';
import { type Change, prepareChange } from '../change.ts';
import { compileCondition } from '../condition.ts';
import type { CreateRooms } from '../create.ts';
import { type ConditionalDelete, deleteWhere } from '../delete.ts';
import { type PatchRooms, patchOfEntry, readPatch } from '../patch/read-patch.ts';
import { at, ReferenceResolution, type ReferenceTargets } from '../reference/reference-resolution.ts';
import { checkBodyId, onlyNew, readIfMatch } from '../update.ts';
import type { Identified } from './identify.ts';

/** What the writes of a transaction need. */
export interface WriteRooms extends CreateRooms {
  patching: PatchRooms;
  conditionalDelete: ConditionalDelete;
}

/** The writes of one transaction, made ready for the store: checked, and their references rewritten. */
export class PreparedWrites {
  readonly #identified: Identified[];
  readonly #rooms: WriteRooms;
  readonly #among: ReferenceTargets;
  readonly #resolution: ReferenceResolution;
  /** In the order of the entries; a patch has none before `withPatches` makes it. */
  readonly #writes: (Write | undefined)[] = [];
  /** What the patches do, by the index of their entry. */
  readonly #changes = new Map<number, Change>();
  #byReference: Map<string, Companion> | undefined;

  constructor(identified: Identified[], targets: Map<string, string>, rooms: WriteRooms) {
    this.#identified = identified;
    this.#rooms = rooms;
    const replaceable = identified.filter((item) => item.assigned && isConditional(item));
    this.#among = { targets, replaceable: new Set(replaceable.map(({ id }) => id)) };
    this.#resolution = new ReferenceResolution(rooms);
  }

  /** Makes the writes that do not depend on what is stored, and reads the patches. Once, as references are rewritten in place. */
  async prepare(breathe: Breathe): Promise<void> {
    for (const [i, item] of this.#identified.entries()) {
      await breathe();
      const { entry } = item;
      if (entry.method === 'PATCH') {
        const place = `${entry.place}.resource`;
        const sent = patchOfEntry(entry.resource as Resource, place);
        this.#changes.set(i, readPatch(sent, place, this.#rooms.patching));
      }
      this.#writes.push(entry.method === 'PATCH' ? undefined : await this.#write(item));
    }
  }

  /** All writes, the patches made from the versions that are current now. */
  async withPatches(breathe: Breathe): Promise<Pick<Transaction, 'writes' | 'references'>> {
    const writes = [...this.#writes];
    for (const [i, change] of this.#changes) {
      await breathe();
      writes[i] = await this.#patch(this.#identified[i] as Identified, change);
    }
    return { writes: writes as Write[], references: this.#resolution.references };
  }

  #patch({ entry, type, id, where }: Identified, change: Change): Promise<Write> {
    const { place } = entry;
    const ifMatch = at(place, () => readIfMatch(entry.ifMatch));
    return prepareChange({ type, id, method: 'PATCH', place, ifMatch, where }, change, {
      ...this.#rooms,
      resolution: this.#resolution,
      among: { ...this.#among, open: true },
      companion: this.#companion,
    });
  }

  /** What this transaction brings along under an id that it has assigned, or that of a reference by search. */
  readonly #companion = (type: string, id: string): Companion | undefined => {
    this.#byReference ??= new Map(
      this.#identified
        .filter(({ entry }) => entry.resource !== undefined && entry.method !== 'PATCH')
        .map((item) => [`${item.type}/${item.id}`, this.#companionOf(item)]),
    );
    return this.#byReference.get(`${type}/${id}`) ?? this.#resolution.sought(type, id);
  };

  #companionOf({ entry, type, where }: Identified): Companion {
    const { ifNoneExist } = entry;
    const condition =
      ifNoneExist === undefined
        ? where
        : at(entry.place, () => compileCondition(type, ifNoneExist, this.#rooms.context));
    return { resource: entry.resource as Resource, ...(condition ? { condition } : {}) };
  }

  async #write({ entry, type, id, where }: Identified): Promise<Write> {
    const { context, gate, conditionalDelete } = this.#rooms;
    const { place } = entry;
    const ifMatch = at(place, () => readIfMatch(entry.ifMatch));
    const matchVersion = ifMatch === undefined ? {} : { ifMatch };
    if (entry.method === 'DELETE')
      return where
        ? deleteWhere({ where, place, ifMatch }, conditionalDelete)
        : { kind: 'delete', place, type, id, ...matchVersion };
    const resource = bodyOf(entry.resource, type, `${place}.resource`);
    if (entry.method === 'PUT' && !where) checkBodyId(resource.id, id, `${place}.resource`);
    const assigned = this.#resolution.rewrite(resource, `${place}.resource`, this.#among, entry.fullUrl);
    const idGiven = resource.id !== undefined;
    const draft = await admit(resource, id, gate, { place, assigned, among: this.#companion });
    if (entry.method === 'POST') {
      const { ifNoneExist } = entry;
      const unless =
        ifNoneExist === undefined ? undefined : at(place, () => compileCondition(type, ifNoneExist, context));
      return { kind: 'create', place, draft, ...(unless ? { unless } : {}) };
    }
    return {
      kind: 'update',
      method: 'PUT',
      place,
      draft,
      ...matchVersion,
      ...onlyNew(entry.ifNoneMatch),
      ...(where ? { where, idGiven } : {}),
    };
  }
}

/** Whether a condition may find another resource than the one the entry is about. */
const isConditional = ({ entry, where }: Identified): boolean =>
  where !== undefined || entry.ifNoneExist !== undefined;
