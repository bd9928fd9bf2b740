import { type ChainHead, nextLink } from './audit-chain.ts';
import type { NewVersion } from './carry-out.ts';
import type { Draft, Written } from './resource-store.ts';
import { storedText, withReplacedIds } from './stored-text.ts';
import type { StandIns, Trail, TrailEntry } from './trail.ts';

/** What a store lets the trail see and do. */
interface TrailState {
  next(atLeast: number): { sequence: number; time: number };
  insert(version: NewVersion, unless: undefined): void;
  head(): ChainHead | undefined;
  moveHead(head: ChainHead): void;
}

/** Appends what tells of a transaction, once its writes are carried out; `became` gives what became of each write. */
export function appendTrail(
  { entries, standIns, chain }: Trail,
  became: (write: number) => Written[],
  { state, replaced }: { state: TrailState; replaced: Map<string, string> },
): void {
  for (const entry of entries) {
    const written = entry.write === undefined ? [undefined] : became(entry.write);
    for (const [i, one] of written.entries()) {
      const draft = draftFor(entry, one);
      if (!draft) continue;
      const filled = fill(draft, one, standIns, replaced);
      // Of several resources that one write deleted, each has an entry of its own.
      append(i === 0 ? filled : { ...filled, id: `${filled.id.slice(0, 58)}-${i}` }, chain, state);
    }
  }
}

function draftFor({ drafts, ofId }: TrailEntry, written: Written | undefined): Draft | undefined {
  if (!written) return drafts.otherwise;
  const own = written.outcome === 'deleted' ? ofId?.[written.id] : undefined;
  return own ?? drafts[written.outcome] ?? drafts.otherwise;
}

/** The draft with what the store knows in the place of what stood in for it. */
function fill(
  draft: Draft,
  written: Written | undefined,
  standIns: StandIns,
  replaced: Map<string, string>,
): Draft {
  const known = new Map(replaced);
  if (written) {
    known.set(standIns.id, written.id);
    known.set(standIns.versionId, written.versionId);
    known.set(standIns.previous, String(Number(written.versionId) - 1));
  }
  return withReplacedIds({ ...draft, assigned: [...draft.assigned, ...Object.values(standIns)] }, known);
}

function append(draft: Draft, chain: Trail['chain'], state: TrailState): void {
  const { type, id, index } = draft;
  const { sequence, time } = state.next(0);
  const lastUpdated = new Date(time).toISOString();
  const textWith = (extension: string) =>
    storedText({ ...draft, content: extension + draft.content }, id, '1', lastUpdated);
  const isLink = type === 'AuditEvent';
  const link = isLink ? nextLink({ head: state.head(), ...chain }, textWith) : undefined;
  state.insert(
    { type, id, version: 1, sequence, time, method: 'POST', text: link?.text ?? textWith(''), index },
    undefined,
  );
  if (link) state.moveHead(link.head);
}
