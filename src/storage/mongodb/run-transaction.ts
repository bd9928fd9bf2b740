import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ClientSession,
  type MongoClient,
  MongoError,
  MongoServerSelectionError,
  type TransactionOptions,
} from 'mongodb';

/** How long a transaction is tried again before the store counts as unavailable, in milliseconds. */
const PATIENCE = 20_000;

/** Waits between attempts grow up to this, in milliseconds. */
const LONGEST_WAIT = 200;

const OPTIONS: TransactionOptions = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', journal: true },
  readPreference: 'primary',
};

/** Whether an error says this of a transaction. That no server was found says nothing: it was looked for long enough. */
const has = (error: unknown, label: string): boolean =>
  error instanceof MongoError && !(error instanceof MongoServerSelectionError) && error.hasErrorLabel(label);

/**
 * Runs `work` as one transaction. All of it is tried again when MongoDB says that nothing of it remains
 * (TransientTransactionError); when it is not known whether a commit arrived, only the commit is repeated,
 * which MongoDB knows by the session and the transaction's number and so does not do twice.
 */
export async function runTransaction<T>(
  client: MongoClient,
  work: (session: ClientSession) => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + PATIENCE;
  const session = client.startSession();
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        session.startTransaction(OPTIONS);
        const result = await work(session);
        await commit(session, deadline);
        return result;
      } catch (error) {
        if (session.inTransaction()) await session.abortTransaction();
        if (!has(error, 'TransientTransactionError') || Date.now() > deadline) throw error;
      }
      await sleep(Math.random() * Math.min(LONGEST_WAIT, 5 * 2 ** attempt));
    }
  } finally {
    await session.endSession();
  }
}

async function commit(session: ClientSession, deadline: number): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await session.commitTransaction();
      return;
    } catch (error) {
      if (!has(error, 'UnknownTransactionCommitResult') || Date.now() > deadline) throw error;
    }
    await sleep(Math.random() * Math.min(LONGEST_WAIT, 5 * 2 ** attempt));
  }
}
