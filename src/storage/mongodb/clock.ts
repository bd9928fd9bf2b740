import type { ClientSession, Db } from 'mongodb';
import type { ChainHead } from '../audit-chain.ts';

/** The collection of the one document that numbers versions, and its id. */
export const CLOCK = 'clock';

/** Places in commit order and the time that goes with them. */
export interface Tick {
  /** The first of the places taken. */
  sequence: number;
  /** Milliseconds since 1970; later than that of every earlier transaction. */
  time: number;
  /** The last link of the trail before this transaction; undefined where there is none. */
  head: ChainHead | undefined;
}

/** The document itself. */
interface ClockDocument {
  _id: string;
  sequence: number;
  time: Date;
  head?: ChainHead;
}

/**
 * Takes `count` places in commit order. To be the first statement of every transaction that writes: two
 * transactions that overlap both change the one document, so that MongoDB lets only one of them commit, and
 * what the other has read is read again when it is retried. Hence conditions hold when they are decided
 * upon, versions have no gaps, and a history read by `_since` misses nothing.
 */
export async function takePlaces(
  count: number,
  now: number,
  database: Db,
  session: ClientSession,
): Promise<Tick> {
  const clock = database.collection<ClockDocument>(CLOCK);
  const time = { $max: [{ $add: ['$time', 1] }, new Date(now)] };
  const found = await clock.findOneAndUpdate(
    { _id: CLOCK },
    [{ $set: { sequence: { $add: ['$sequence', count] }, time } }],
    { session, returnDocument: 'after' },
  );
  if (!found) throw new Error('the document that numbers versions is gone');
  return { sequence: found.sequence - count + 1, time: found.time.getTime(), head: found.head };
}

/**
 * Makes a link of the trail the last. It stands in the document that the transaction has changed already, so that the
 * chain adds nothing over which transactions could come into each other's way.
 */
export async function moveHead(head: ChainHead, database: Db, session: ClientSession): Promise<void> {
  const { number, hash } = head;
  await database
    .collection<ClockDocument>(CLOCK)
    .updateOne({ _id: CLOCK }, { $set: { head: { number, hash } } }, { session });
}

/** The last link of the trail. */
export async function readHead(database: Db): Promise<ChainHead | undefined> {
  return (await database.collection<ClockDocument>(CLOCK).findOne({ _id: CLOCK }))?.head;
}
