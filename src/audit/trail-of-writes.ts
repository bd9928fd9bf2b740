import type { Breathe } from '#interaction/breathe.ts';
import type { Draft, ResourceStore, Transaction, Write, Written } from '#storage/resource-store.ts';
import type { StandIns, TrailEntry } from '#storage/trail.ts';
import { type AuditedKind, CREATED_BY_UPDATE, FOUND_BY_CREATE, kindOf } from './audited-kind.ts';
import { PatientsBefore } from './patients-before.ts';
import type { RecordPatients } from './record-patients.ts';

/** What is told of one write: how it went in, which resource, and whose records that belongs to. */
export interface WriteAccess {
  kind: AuditedKind;
  what?: string;
  patients: readonly string[];
}

/** What telling of writes needs. */
export interface WriteTrailRooms {
  store: Pick<ResourceStore, 'read' | 'search'>;
  patients: RecordPatients;
  standIns: StandIns;
  /** The draft of the event, in which these ids may be replaced. */
  draft: (access: WriteAccess, assigned: string[]) => Draft;
}

/** An entry for every write that a client can ask for: one event for each outcome that it may have. */
export async function trailOfWrites(
  { writes }: Transaction,
  rooms: WriteTrailRooms,
  breathe: Breathe,
): Promise<TrailEntry[]> {
  const before = await PatientsBefore.of(writes, rooms);
  const entries: TrailEntry[] = [];
  for (const [i, write] of writes.entries()) {
    await breathe();
    const entry = entryOf(write, before, rooms);
    if (entry) entries.push({ ...entry, write: i });
  }
  return entries;
}

function entryOf(write: Write, before: PatientsBefore, rooms: WriteTrailRooms): TrailEntry | undefined {
  switch (write.kind) {
    case 'create':
      return ofDraft(write.draft, [], {
        otherwise: kindOf('create'),
        ...(write.unless ? { matched: FOUND_BY_CREATE } : {}),
      });
    case 'update':
      return ofDraft(write.draft, [write.draft.id, ...(write.where ? before.found(write.where) : [])], {
        otherwise: kindOf(write.method === 'PATCH' ? 'patch' : 'update'),
        ...(write.method === 'PUT' ? { created: CREATED_BY_UPDATE } : {}),
      });
    case 'delete':
      return ofDelete(write.type, write.id);
    case 'delete-where':
      return { ...ofDelete(write.where.type), ofId: ofFound(write.where.type, before.found(write.where)) };
    default:
      return undefined;
  }

  /** The version that a write makes, by what stands in for it. */
  function versionOf(type: string): string {
    return `${type}/${rooms.standIns.id}/_history/${rooms.standIns.versionId}`;
  }

  function ofDraft(
    { type, index, assigned }: Draft,
    replaces: string[],
    kinds: Partial<Record<Written['outcome'] | 'otherwise', AuditedKind>>,
  ): TrailEntry {
    const what = versionOf(type);
    const own = rooms.patients.ofIndex(type, rooms.standIns.id, index);
    const others = type === 'Patient' ? [] : replaces.flatMap((id) => before.of(type, id));
    const patients = [...new Set([...own, ...others])];
    const drafts = Object.entries(kinds).map(
      ([outcome, kind]) => [outcome, rooms.draft({ kind, what, patients }, assigned)] as const,
    );
    return { drafts: Object.fromEntries(drafts) };
  }

  function ofDelete(type: string, id?: string): TrailEntry {
    const kind = kindOf('delete');
    const patients = id === undefined ? [] : before.of(type, id);
    const absent = { kind, patients, ...(id === undefined ? {} : { what: `${type}/${id}` }) };
    return {
      drafts: {
        absent: rooms.draft(absent, []),
        otherwise: rooms.draft({ kind, patients, what: versionOf(type) }, []),
      },
    };
  }

  function ofFound(type: string, ids: string[]): Record<string, Draft> {
    const kind = kindOf('delete');
    const what = versionOf(type);
    return Object.fromEntries(
      ids.map((id) => [id, rooms.draft({ kind, what, patients: before.of(type, id) }, [])]),
    );
  }
}
