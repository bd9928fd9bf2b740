import type { Answer } from '#interaction/answer.ts';

/** An answer as HTTP sends it. */
export interface Reply extends Answer {
  /** A body that is no text: the content of a Binary. */
  bytes?: Buffer;
}
