import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Content, Entry, TerminologyResources, TerminologyType } from './content.ts';

/** A line of the index that `npm run prepare-definitions` writes. */
type Place = Entry & { offset: number; length: number };

/**
 * The code systems, value sets and concept maps of R4 4.0.1, as prepared in definitions/r4: the index is read when
 * the first is asked for (a few milliseconds), each resource when it is asked for itself.
 */
export class PreparedContent implements Content {
  readonly #folder: URL;
  readonly #read = new Map<Place, TerminologyResources[TerminologyType]>();
  #index: Map<TerminologyType, Map<string, Place[]>> | undefined;
  #file: number | undefined;

  constructor(folder = new URL('../../../definitions/r4/', import.meta.url)) {
    this.#folder = folder;
  }

  entries(type: TerminologyType, url: string): Entry[] {
    return this.#places(type).get(url) ?? [];
  }

  all(type: TerminologyType): Entry[] {
    return [...this.#places(type).values()].flat();
  }

  read<T extends TerminologyType>(entry: Entry & { type: T }): TerminologyResources[T] {
    const place = entry as unknown as Place;
    let resource = this.#read.get(place);
    if (!resource) {
      resource = JSON.parse(this.#line(place).toString('utf8')) as TerminologyResources[TerminologyType];
      this.#read.set(place, resource);
    }
    return resource as TerminologyResources[T];
  }

  mayHave(entry: Entry, code: string): boolean {
    const place = entry as unknown as Place;
    return this.#read.has(place) || this.#line(place).includes(JSON.stringify(code));
  }

  generation(): number {
    return 0;
  }

  /** Lets go of the file. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #places(type: TerminologyType): Map<string, Place[]> {
    this.#index ??= this.#readIndex();
    return this.#index.get(type) ?? new Map();
  }

  #readIndex(): Map<TerminologyType, Map<string, Place[]>> {
    const text = readFileSync(new URL('terminology-index.json', this.#folder), 'utf8');
    const byType = Map.groupBy(JSON.parse(text) as Place[], ({ type }) => type);
    return new Map([...byType].map(([type, places]) => [type, Map.groupBy(places, ({ url }) => url)]));
  }

  #line({ offset, length }: Place): Buffer {
    this.#file ??= openSync(new URL('terminology.jsonl', this.#folder), 'r');
    const line = Buffer.allocUnsafe(length);
    readSync(this.#file, line, 0, length, offset);
    return line;
  }
}
