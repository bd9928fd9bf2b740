import type { IndexValue, PagePlace, SortKey } from './search-expression.ts';

/** Compares places in the order of a search (search.html#sort), or in its reverse. */
export function comparePlaces(keys: SortKey[], reversed = false): (a: PagePlace, b: PagePlace) => number {
  const sign = reversed ? -1 : 1;
  return (a, b) => {
    for (const [i, { descending }] of keys.entries()) {
      const [x, y] = [a.sort[i] ?? null, b.sort[i] ?? null];
      if (x === y) continue;
      // Resources without a value come last in either direction.
      if (x === null || y === null) return sign * (x === null ? 1 : -1);
      return sign * (descending ? -1 : 1) * compareValues(x, y);
    }
    // Creation order decides among equals, in the direction of the first key.
    return sign * (keys[0]?.descending ? -1 : 1) * (a.order - b.order);
  };
}

/** Text by its bytes in UTF-8, as both stores compare it. */
function compareValues(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

/** A version as its place in an order takes it. */
export interface Placeable {
  id: string;
  /** Milliseconds since 1970. */
  lastUpdated: number;
  /** The resource's place in creation order. */
  order: number;
  index: IndexValue[];
}

/** How a store orders references: by id alone, or by type and id. */
export type ReferenceOrder = 'id' | 'target';

/** The place of a version in the order of a search: of several values the least counts, or the greatest. */
export function placeOf(version: Placeable, keys: SortKey[], references: ReferenceOrder): PagePlace {
  const sort = keys.map((key) => {
    if (key.by === 'id') return version.id;
    if (key.by === 'last-updated') return version.lastUpdated;
    const values = version.index
      .filter(
        (v) => v.kind === key.kind && key.parameters.includes(v.parameter) && !v.contained && !v.occurrence,
      )
      .map((v) => orderedValue(v, references))
      .filter((v) => v !== null)
      .sort(compareValues);
    return (key.descending ? values.at(-1) : values[0]) ?? null;
  });
  return { order: version.order, sort };
}

function orderedValue(value: IndexValue, references: ReferenceOrder): string | number | null {
  switch (value.kind) {
    case 'token':
      return value.code;
    case 'string':
      return value.folded;
    case 'uri':
      return value.value;
    case 'reference':
      if ('url' in value) return value.url;
      return references === 'id' ? value.id : `${value.type}/${value.id}`;
    case 'date':
    case 'number':
    case 'quantity':
      return value.low;
    case 'text':
      return null;
  }
}
