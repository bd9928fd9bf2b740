import {
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';
import { refuse } from '#fhir/operation-outcome.ts';
import { StoreUnavailable } from '../resource-store.ts';

const LABELS = ['TransientTransactionError', 'UnknownTransactionCommitResult', 'RetryableWriteError'];

/** AuthenticationFailed, Unauthorized, and the codes of a server that steps down, shuts down or has no room. */
const CODES: Record<number, string> = {
  13: 'the database does not permit what the server needs; see the rights of the user in MONGODB_URL',
  18: 'the database refuses the user name or password in MONGODB_URL',
  8000: 'the database refuses the user name or password in MONGODB_URL',
  91: 'the database is shutting down',
  189: 'the database has stepped down',
  10107: 'the database is no primary now',
  11600: 'the database is shutting down',
  11602: 'the database has stepped down',
  13435: 'the database is no primary now',
  14031: 'the database has no disk space left',
};

const MAX_TIME_EXPIRED = 50;

const tooCostly = () =>
  refuse(400, 'too-costly', 'the search takes too long; narrow it by a criterion that few resources meet', {
    source: 'search.html',
  });

/** An error of the driver as the port has it: StoreUnavailable where trying again may help, else the error itself. */
export function storeError(error: unknown): unknown {
  if (!(error instanceof MongoError)) return error;
  if (error instanceof MongoServerError && error.code === MAX_TIME_EXPIRED) return tooCostly();
  const known = error instanceof MongoServerError ? CODES[Number(error.code)] : undefined;
  if (known) return new StoreUnavailable(known, { cause: error });
  if (error instanceof MongoServerSelectionError) {
    const reason = authenticationError(error) ?? 'no primary of the database in MONGODB_URL can be reached';
    return new StoreUnavailable(reason, { cause: error });
  }
  const lost =
    error instanceof MongoNetworkError ||
    error instanceof MongoNotConnectedError ||
    error instanceof MongoTopologyClosedError ||
    LABELS.some((label) => error.hasErrorLabel(label));
  return lost
    ? new StoreUnavailable(`the database does not answer: ${error.message}`, { cause: error })
    : error;
}

/** Wrong credentials can hide behind the failure to find a server. */
function authenticationError(error: MongoServerSelectionError): string | undefined {
  const { cause } = error.cause ?? {};
  return cause instanceof MongoServerError ? CODES[Number(cause.code)] : undefined;
}
