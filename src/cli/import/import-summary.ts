import path from 'node:path';
import { FhirError } from '#fhir/operation-outcome.ts';

/** Different reasons that are told; the rest are counted. */
const REASONS_TOLD = 20;

/** What an import took and refused, and why. */
export class ImportSummary {
  readonly #taken = new Map<string, number>();
  readonly #reasons = new Map<string, { count: number; example: string }>();
  readonly #files: number;
  readonly #begun = performance.now();
  #done = 0;
  #lastTaken = 0;
  taken = 0;
  refused = 0;

  constructor(files: number) {
    this.#files = files;
  }

  take(type: string): void {
    this.taken++;
    this.#taken.set(type, (this.#taken.get(type) ?? 0) + 1);
  }

  /** `count` resources were refused for `error`; `where` tells the file and the place in it. */
  refuse(error: unknown, where: string, count = 1): void {
    this.refused += count;
    const issues =
      error instanceof FhirError
        ? error.issues
        : [{ diagnostics: (error as Error).message, expression: undefined }];
    for (const { diagnostics, expression } of issues) {
      const known = this.#reasons.get(diagnostics);
      if (known) known.count++;
      else
        this.#reasons.set(diagnostics, { count: 1, example: expression ? `${where}, ${expression}` : where });
    }
  }

  progressLine(file: string): string {
    this.#done++;
    const added = this.taken - this.#lastTaken;
    this.#lastTaken = this.taken;
    return `[${this.#done}/${this.#files}] ${path.basename(file)}: ${added} taken; in all ${this.taken} taken, ${this.refused} refused, ${this.#rate()} a second`;
  }

  waitingLine(file: string): string {
    return `${path.basename(file)} refers to resources that are not there yet; it is tried again at the end`;
  }

  #rate(): number {
    return Math.round((this.taken * 1000) / (performance.now() - this.#begun));
  }

  lines(): string[] {
    const types = [...this.#taken]
      .sort((a, b) => b[1] - a[1])
      .map(([type, n]) => `  ${String(n).padStart(8)} ${type}`);
    const told = [...this.#reasons].sort((a, b) => b[1].count - a[1].count);
    const reasons = told
      .slice(0, REASONS_TOLD)
      .map(([reason, { count, example }]) => `  ${String(count).padStart(8)} ${reason} (first: ${example})`);
    if (told.length > REASONS_TOLD) reasons.push(`  and ${told.length - REASONS_TOLD} other reasons`);
    return [
      `taken: ${this.taken} resources in ${((performance.now() - this.#begun) / 1000).toFixed(1)} s`,
      ...types,
      `refused: ${this.refused} resources`,
      ...reasons,
    ];
  }
}
