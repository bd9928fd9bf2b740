/** A concept as it stands in an Observation; what is of another type is passed over. */
interface Concept {
  coding?: unknown;
  text?: unknown;
}

/**
 * What two concepts have to share to be the same: the system and code of a coding, or the whole text where there
 * is no coding (observation-operation-lastn.html). Empty for a concept that has neither.
 */
export function codeKeys(concept: unknown): string[] {
  const { coding, text } = (concept ?? {}) as Concept;
  const codings = Array.isArray(coding) ? (coding as ({ system?: unknown; code?: unknown } | null)[]) : [];
  const keys = codings.flatMap((each) =>
    typeof each?.code === 'string' ? [codeKey(each.system, each.code)] : [],
  );
  return keys.length || typeof text !== 'string' ? keys : [`text ${text}`];
}

/** The key of one coding. */
export const codeKey = (system: unknown, code: string): string =>
  `code ${typeof system === 'string' ? system : ''}|${code}`;

/** Codes that mean the same because they stand in one concept, directly or from concept to concept. */
export class CodeGroups {
  readonly #parents = new Map<string, string>();

  /** Learns that these are the same; gives the first, which stands for them all. */
  join(keys: string[]): string {
    const [first = '', ...others] = keys;
    for (const other of others) {
      const [a, b] = [this.groupOf(first), this.groupOf(other)];
      if (a !== b) this.#parents.set(b, a);
    }
    return first;
  }

  /** The key by which the group of `key` goes, until more is learned. */
  groupOf(key: string): string {
    let root = key;
    for (let next = this.#parents.get(root); next !== undefined; next = this.#parents.get(root)) root = next;
    // What was passed on the way leads there at once from now on.
    for (let at = key; at !== root; ) {
      const next = this.#parents.get(at) as string;
      this.#parents.set(at, root);
      at = next;
    }
    return root;
  }
}
