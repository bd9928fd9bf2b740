import { canonicalOf, compareVersions } from '../canonical.ts';
import type { Pending } from '../pending.ts';
import type { Content, Entry, TerminologyResources, TerminologyType } from './content.ts';

/** All places that terminology resources come from, the one that has precedence first. */
export class JoinedContent {
  readonly #sources: readonly Content[];
  readonly #pending: Pending;

  constructor(sources: readonly Content[], pending: Pending) {
    this.#sources = sources;
    this.#pending = pending;
  }

  /**
   * The resources of this url, and of this version where one is asked for: those of the first place before those of
   * the second, within a place the latest version first.
   */
  entries(type: TerminologyType, url: string, version?: string): Entry[] {
    const found: Entry[] = [];
    for (const source of this.#sources) {
      const here = source.entries(type, url).filter((e) => version === undefined || e.version === version);
      found.push(...[...here].sort((a, b) => compareVersions(b.version, a.version)));
    }
    return found;
  }

  all(type: TerminologyType): Entry[] {
    return this.#sources.flatMap((source) => source.all(type));
  }

  /** The resource of an entry; undefined, and noted as pending, while it is not in memory. */
  read<T extends TerminologyType>(entry: Entry & { type: T }): TerminologyResources[T] | undefined {
    for (const source of this.#sources) {
      if (!source.entries(entry.type, entry.url).includes(entry)) continue;
      const resource = source.read(entry);
      if (!resource && source.fetch) {
        const fetch = () => source.fetch?.(entry) ?? Promise.resolve();
        this.#pending.note(`${entry.type} ${canonicalOf(entry.url, entry.version)}`, fetch);
      }
      return resource as TerminologyResources[T] | undefined;
    }
    return undefined;
  }

  /** False where a code is surely none of a code system. */
  mayHave(entry: Entry, code: string): boolean {
    const source = this.#sources.find((each) =>
      each.entries(entry.type as TerminologyType, entry.url).includes(entry),
    );
    return source?.mayHave?.(entry, code) ?? true;
  }

  /** The first resource of this url and version. */
  find<T extends TerminologyType>(
    type: T,
    url: string,
    version?: string,
  ): TerminologyResources[T] | undefined {
    const [entry] = this.entries(type, url, version);
    return entry && this.read(entry as Entry & { type: T });
  }

  /** Takes notice of what has changed everywhere; undefined where nothing has to be waited for. */
  refresh(): Promise<unknown> | undefined {
    const waits = this.#sources.flatMap((source) => source.refresh?.() ?? []);
    return waits.length ? Promise.all(waits) : undefined;
  }

  generation(): number {
    let sum = 0;
    for (const source of this.#sources) sum += source.generation();
    return sum;
  }
}
