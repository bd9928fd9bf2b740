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

/** One write, as far as it matters who has to be told why. */
export interface ToldWrite {
  type: string;
  /** Where it stands in its request; empty for a single write. */
  place: string;
  /** The records that it belongs to, before or after. */
  patients: readonly string[];
  /** What may become of it that makes a version. */
  makes: ('created' | 'updated' | 'deleted')[];
  /** Whether something that is there is changed or deleted. */
  isChange: boolean;
  /** Assigned ids that another may take the place of. */
  assigned: string[];
}

/** What telling of writes needs. */
export interface WriteTrailRooms {
  store: Pick<ResourceStore, 'search'>;
  patients: RecordPatients;
  standIns: StandIns;
  /** The draft of the event, in which these ids may be replaced; undefined where nothing is audited. */
  draft: ((access: WriteAccess, assigned: string[]) => Draft) | undefined;
  /** What else is stored with a write, and tells why it was made; throws where that had to be said. */
  explain: (write: ToldWrite) => TrailEntry | undefined;
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
    const told = toldOf(write, before, rooms);
    if (!told) continue;
    const event = rooms.draft && eventOf(write, told, before, { ...rooms, draft: rooms.draft });
    for (const entry of [event, rooms.explain(told)]) if (entry) entries.push({ ...entry, write: i });
  }
  return entries;
}

function toldOf(
  write: Write,
  before: PatientsBefore,
  { patients, standIns }: WriteTrailRooms,
): ToldWrite | undefined {
  if (write.kind === 'reindex' || write.kind === 'restore') return undefined;
  const { place } = write;
  const ofIds = (type: string, ids: string[], makes: ToldWrite['makes']) => ({
    type,
    place,
    makes,
    patients: [...new Set(ids.flatMap((id) => before.of(type, id)))],
    isChange: ids.some((id) => before.has(type, id)),
    assigned: [],
  });
  if (write.kind === 'delete') return ofIds(write.type, [write.id], ['deleted']);
  if (write.kind === 'delete-where') return ofIds(write.where.type, before.found(write.where), ['deleted']);
  const { type, id, index, assigned } = write.draft;
  const replaces = write.kind === 'create' ? [] : [id, ...(write.where ? before.found(write.where) : [])];
  const then = ofIds(type, replaces, write.kind === 'create' ? ['created'] : ['created', 'updated']);
  const now = patients.ofIndex(type, standIns.id, index);
  const all = type === 'Patient' ? now : [...new Set([...now, ...then.patients])];
  return { ...then, patients: all, assigned };
}

function eventOf(
  write: Write,
  { type, patients, assigned }: ToldWrite,
  before: PatientsBefore,
  { standIns, draft }: { standIns: StandIns; draft: (access: WriteAccess, assigned: string[]) => Draft },
): TrailEntry {
  // The version that a write makes, by what stands in for it.
  const what = `${type}/${standIns.id}/_history/${standIns.versionId}`;
  if (write.kind === 'create' || write.kind === 'update') {
    const drafts = Object.entries(kindsOf(write)).map(
      ([outcome, kind]) => [outcome, draft({ kind, what, patients }, assigned)] as const,
    );
    return { drafts: Object.fromEntries(drafts) };
  }
  const kind = kindOf('delete');
  const absent = write.kind === 'delete' ? { what: `${type}/${write.id}` } : {};
  const drafts = {
    absent: draft({ kind, patients, ...absent }, []),
    otherwise: draft({ kind, patients, what }, []),
  };
  if (write.kind !== 'delete-where') return { drafts };
  const ofId = before
    .found(write.where)
    .map((id) => [id, draft({ kind, patients: before.of(type, id), what }, [])] as const);
  return { drafts, ofId: Object.fromEntries(ofId) };
}

/** How a write counts, by its outcome. */
function kindsOf(
  write: Extract<Write, { kind: 'create' | 'update' }>,
): Partial<Record<Written['outcome'] | 'otherwise', AuditedKind>> {
  if (write.kind === 'create')
    return { otherwise: kindOf('create'), ...(write.unless ? { matched: FOUND_BY_CREATE } : {}) };
  if (write.method === 'PATCH') return { otherwise: kindOf('patch') };
  return { otherwise: kindOf('update'), created: CREATED_BY_UPDATE };
}
