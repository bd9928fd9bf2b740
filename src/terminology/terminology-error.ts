import type { Reason } from './terminology.ts';

/** Why an answer is unknown, or a value set cannot be listed. */
export interface Why {
  reason: Reason;
  message: string;
}

/** A question that cannot be answered here: what it is about is not known, is wrong, or would cost too much. */
export class TerminologyError extends Error {
  override readonly name = 'TerminologyError';
  readonly reason: Reason;

  constructor({ reason, message }: Why) {
    super(message);
    this.reason = reason;
  }
}

/** A value set whose definition is wrong, e.g. because it includes itself. */
export const broken = (message: string): TerminologyError =>
  new TerminologyError({ reason: 'broken-value-set', message });
