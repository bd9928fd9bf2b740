import type { Document } from 'mongodb';

/** An error of the engine: by its SQLSTATE, or by the number that stands for one inside an answer. */
export interface EngineError {
  sqlState?: string;
  number?: number;
  message: string;
}

const TRANSIENT = new Set(['40001', '40P01']);

/** A SQLSTATE as the number that PostgreSQL packs it into: five characters of six bits. */
function packed(sqlState: string): number {
  return [...sqlState].reduce(
    (sum, character, i) => sum + ((character.charCodeAt(0) - 48) & 0x3f) * 2 ** (6 * i),
    0,
  );
}

const DUPLICATE_KEY = 'M001C';
/** The engine cancels a statement for nothing else but its time limit. */
const QUERY_CANCELED = '57014';
const KNOWN = new Map([DUPLICATE_KEY, ...TRANSIENT].map((state) => [packed(state), state]));

/** The code, its name and its labels, as MongoDB gives them. */
export function toMongoError({ sqlState, number, message }: EngineError): Document {
  const state = sqlState ?? KNOWN.get(number ?? 0) ?? '';
  if (state === DUPLICATE_KEY || state === '23505')
    return { code: 11000, codeName: 'DuplicateKey', errmsg: `E11000 ${message}` };
  if (state === QUERY_CANCELED) return { code: 50, codeName: 'MaxTimeMSExpired', errmsg: message };
  if (TRANSIENT.has(state)) {
    return {
      code: 112,
      codeName: 'WriteConflict',
      errmsg: message,
      errorLabels: ['TransientTransactionError'],
    };
  }
  return { code: number ?? 8, codeName: 'UnknownError', errmsg: `${state} ${message}`.trim() };
}
