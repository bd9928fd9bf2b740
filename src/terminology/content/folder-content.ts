import { existsSync, readdirSync } from 'node:fs';
import { entryOf } from '#conformance/canonical-entry.ts';
import { asWritten, type ReadPublished } from '#conformance/published-files.ts';
import type { Content, Entry, TerminologyResources, TerminologyType } from './content.ts';

type Held = Entry & { resource: TerminologyResources[TerminologyType] };

const FILE = /^(CodeSystem|ValueSet|ConceptMap|NamingSystem)-.+\.json$/;

/** The terminology of a trial as published: one JSON file a resource in one folder, read when the first is asked for. */
export class FolderContent implements Content {
  readonly #folder: URL;
  readonly #read: ReadPublished;
  #held: Held[] | undefined;

  constructor(folder: URL, read: ReadPublished = asWritten) {
    this.#folder = folder;
    this.#read = read;
  }

  entries(type: TerminologyType, url: string): Entry[] {
    return this.#all().filter((held) => held.type === type && held.url === url);
  }

  all(type: TerminologyType): Entry[] {
    return this.#all().filter((held) => held.type === type);
  }

  read<T extends TerminologyType>(entry: Entry & { type: T }): TerminologyResources[T] {
    return (entry as unknown as Held).resource as TerminologyResources[T];
  }

  generation(): number {
    return 0;
  }

  #all(): Held[] {
    this.#held ??= existsSync(this.#folder)
      ? readdirSync(this.#folder)
          .filter((name) => FILE.test(name))
          .sort()
          .map((name) => this.#hold(name))
      : [];
    return this.#held;
  }

  #hold(name: string): Held {
    const resource = JSON.parse(this.#read(new URL(name, this.#folder)));
    return { ...entryOf(resource), resource };
  }
}
