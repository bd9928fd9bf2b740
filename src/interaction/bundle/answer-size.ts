import { refuse } from '#fhir/operation-outcome.ts';

/** Characters that the answers of one bundle may have together: the whole is held in memory until it is sent. */
const MOST = 64 * 1024 * 1024;

/** How large the answers of a bundle have grown. */
export class AnswerSize {
  #characters = 0;

  /** Throws 400 (`too-costly`) when there is no room for another answer. */
  check(): void {
    if (this.#characters < MOST) return;
    throw refuse(
      400,
      'too-costly',
      'the answers of this bundle are larger than this server sends at once; ask in several bundles',
      {
        source: 'http.html#transaction',
      },
    );
  }

  add(answer: string): string {
    this.#characters += answer.length;
    return answer;
  }
}
