import { type CanonicalResource, type CanonicalType, entryOf } from '#conformance/canonical-entry.ts';
import type { Content, Entry, TerminologyResources, TerminologyType } from './content.ts';

type Held = Entry & { resource: CanonicalResource };

/** Canonical resources that are at hand, e.g. in one request. */
export class HeldContent implements Content {
  readonly #byName: Map<string, Held[]>;

  constructor(resources: CanonicalResource[]) {
    const held = resources.map((resource) => ({ ...entryOf(resource), resource }) as Held);
    this.#byName = Map.groupBy(held, ({ type, url }) => `${type} ${url}`);
  }

  entries(type: CanonicalType, url: string): Entry[] {
    return this.#byName.get(`${type} ${url}`) ?? [];
  }

  all(type: TerminologyType): Entry[] {
    return [...this.#byName.values()].flat().filter((held) => held.type === type);
  }

  read<T extends TerminologyType>(entry: Entry & { type: T }): TerminologyResources[T] {
    return (entry as unknown as Held).resource as TerminologyResources[T];
  }

  /** The resources of any type with this url. */
  find<R extends CanonicalResource>(type: R['resourceType'], url: string): R[] {
    return this.entries(type, url).map((entry) => (entry as unknown as Held).resource as R);
  }

  generation(): number {
    return 0;
  }
}
