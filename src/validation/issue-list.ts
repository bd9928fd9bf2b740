import type { Issue } from '#fhir/operation-outcome.ts';

/** More than this helps nobody and would let one bad resource fill a log. */
const MOST_ISSUES = 100;

/** The issues of one validation: at most 100, where an error goes before anything milder. */
export class IssueList {
  readonly #errors: Issue[] = [];
  readonly #milder: Issue[] = [];
  #leftOut = 0;

  /** Whether no further error would be listed. */
  get isFull(): boolean {
    return this.#errors.length >= MOST_ISSUES;
  }

  /** Counts an issue that would not be listed. */
  leaveOut(): void {
    this.#leftOut++;
  }

  /** Takes an issue, or counts it as left out when the list is full. */
  add(issue: Issue): void {
    const list = issue.severity === 'error' ? this.#errors : this.#milder;
    if (this.#errors.length + this.#milder.length < MOST_ISSUES) {
      list.push(issue);
      return;
    }
    this.#leftOut++;
    if (list === this.#errors && this.#milder.pop() !== undefined) list.push(issue);
  }

  /** Takes the issues of another list, and counts what that one has left out. */
  addAll(other: IssueList): void {
    for (const issue of other.#errors) this.add(issue);
    for (const issue of other.#milder) this.add(issue);
    this.#leftOut += other.#leftOut;
  }

  /** Errors first, each kind in the order it was met; a last issue says how many more there are. */
  toArray(): Issue[] {
    const issues = [...this.#errors, ...this.#milder];
    if (this.#leftOut > 0) {
      const severity = this.#errors.length > 0 ? 'error' : 'warning';
      const diagnostics = `There are ${this.#leftOut} issues more; correct these first and validate again.`;
      issues.push({ severity, code: 'incomplete', diagnostics, source: 'operationoutcome.html' });
    }
    return issues;
  }
}
