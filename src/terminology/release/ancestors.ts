/** All codes above a code, each once, worked out from those directly above; circles do no harm. */
export class Ancestors {
  readonly #parents: (code: string) => Iterable<string>;
  readonly #known = new Map<string, readonly string[]>();

  constructor(parents: (code: string) => Iterable<string>) {
    this.#parents = parents;
  }

  of(code: string): readonly string[] {
    return this.#known.get(code) ?? this.#workOut(code, new Set());
  }

  #workOut(code: string, open: Set<string>): readonly string[] {
    open.add(code);
    const ancestors = new Set<string>();
    for (const parent of this.#parents(code)) {
      ancestors.add(parent);
      for (const above of this.#ofParent(parent, open)) ancestors.add(above);
    }
    open.delete(code);
    ancestors.delete(code);
    return [...ancestors];
  }

  /** Only what something stands below is asked for again, and is kept. */
  #ofParent(code: string, open: Set<string>): readonly string[] {
    const known = this.#known.get(code);
    if (known) return known;
    // What is met again on the way up stands in a circle, and is finished by who met it first.
    if (open.has(code)) return [];
    const found = this.#workOut(code, open);
    this.#known.set(code, found);
    return found;
  }
}
