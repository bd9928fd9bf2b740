/** A way into a document: names of properties and positions in arrays. */
export type DocumentPath = (string | number)[];

/** What is looked for at a value and below it. */
export interface Wanted {
  /** The indexes of the paths that end here. */
  ends: number[];
  below: Map<string | number, Wanted>;
}

/** Paths as the tree that a walk through a document follows. */
export function wantedOf(paths: DocumentPath[]): Wanted {
  const root: Wanted = { ends: [], below: new Map() };
  for (const [index, path] of paths.entries()) {
    let node = root;
    for (const step of path) {
      let next = node.below.get(step);
      if (next === undefined) {
        next = { ends: [], below: new Map() };
        node.below.set(step, next);
      }
      node = next;
    }
    node.ends.push(index);
  }
  return root;
}

/**
 * Notes in `offsets` that what is looked for at a value stands at `offset`, and everything below it too: what is not
 * found stands where the last thing on the way does.
 */
export function note({ ends, below }: Wanted, offset: number, offsets: number[]): void {
  for (const index of ends) offsets[index] = offset;
  for (const wanted of below.values()) note(wanted, offset, offsets);
}
